package dev.jacobian.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jacobian.data.DataLoader;
import dev.jacobian.data.TensorDataset;
import dev.jacobian.device.Backend;
import dev.jacobian.device.CpuBackends;
import dev.jacobian.device.Device;
import dev.jacobian.device.MatmulPrecision;
import dev.jacobian.device.cuda.EmulatedProvider;
import dev.jacobian.nn.Linear;
import dev.jacobian.nn.loss.MSELoss;
import dev.jacobian.optim.SGD;
import dev.jacobian.tensor.Generator;
import dev.jacobian.tensor.Tensor;
import dev.jacobian.trainers.Trainer;
import dev.jacobian.trainers.TrainerOptions;
import dev.jacobian.trainers.callback.EpochScores;
import dev.jacobian.trainers.config.RunConfig;
import dev.jacobian.trainers.run.TrainingRun;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Programs of the course give on an emulated GPU what they give on the CPU. Two are shortened: they
 * go on for long only to become good.
 */
class CourseOnCudaTest {
  private static final Pattern NUMBER = Pattern.compile("-?[0-9]+(\\.[0-9]+)?([eE][-+]?[0-9]+)?");

  /** What a program says, and the figure that it ends with. */
  private record Run(String printed, Outcome outcome) {
    static Run of(Example example) {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      Outcome outcome = example.run(new PrintStream(bytes, true, StandardCharsets.UTF_8));
      return new Run(bytes.toString(StandardCharsets.UTF_8), outcome);
    }

    List<Double> numbers() {
      return NUMBER
          .matcher(printed)
          .results()
          .map(MatchResult::group)
          .map(Double::valueOf)
          .toList();
    }

    /** Without spaces: a number that is rounded to nothing is shorter than one that nearly is. */
    String words() {
      return NUMBER.matcher(printed).replaceAll("#").replaceAll(" +", " ");
    }
  }

  static Stream<Example> programs() {
    return Stream.of(
        new E01TensorsAndGradients(),
        new E02TrainingLoop(),
        new E03NorrisRegression(),
        new E04LongleyRegression(),
        new E09HandwrittenDigits(3, 160),
        new E11Addition(6, 16, 8));
  }

  @ParameterizedTest
  @MethodSource("programs")
  void aProgramPrintsWhatItPrintsOnTheCpu(Example example) {
    Backend emulated = EmulatedProvider.standInForCpu();
    Run expected = Run.of(example);
    Run actual = CpuBackends.with(emulated, () -> Run.of(example));
    assertFalse(expected.numbers().isEmpty(), "it prints no number");
    assertEquals(expected.words(), actual.words());
    for (int i = 0; i < expected.numbers().size(); i++) {
      double wanted = expected.numbers().get(i);
      assertEquals(
          wanted, actual.numbers().get(i), 1e-3 * Math.max(1, Math.abs(wanted)), actual.printed());
    }
    assertEquals(expected.outcome().reached(), actual.outcome().reached(), actual.printed());
  }

  @Test
  void theProgramThatSwitchesDevicesFindsTheGpu() {
    Run run = CpuBackends.beside(EmulatedProvider.gpu(), () -> Run.of(new E05SwitchingDevices()));
    assertTrue(run.printed().contains("device: cuda    -> cuda:0  loss "), run.printed());
    assertTrue(run.outcome().reached(), run.printed());
  }

  @Test
  void aConfigurationSaysHowExactProductsOfItsDeviceAre() {
    Backend gpu = EmulatedProvider.gpu();
    Path file = Path.of("configs", "iris.yaml");
    List<String> settings = List.of("epochs=1", "float32MatmulPrecision=high");
    TrainingRun run = TrainingRun.prepare(RunConfig.load(file, settings));
    try {
      assertEquals(MatmulPrecision.HIGHEST, gpu.float32MatmulPrecision());
      CpuBackends.beside(gpu, () -> run.train(Device.cuda()));
      assertEquals(MatmulPrecision.HIGH, gpu.float32MatmulPrecision());
    } finally {
      gpu.setFloat32MatmulPrecision(MatmulPrecision.HIGHEST);
    }
  }

  @Test
  void aTrainerHasTheSameScoresWhenItsBatchesTravelAhead() {
    Backend gpu = EmulatedProvider.gpu();
    CpuBackends.beside(
        gpu,
        () -> {
          List<EpochScores> scores = scores(false);
          assertEquals(2, scores.size());
          assertEquals(scores, scores(true));
          return null;
        });
  }

  private static List<EpochScores> scores(boolean pinMemory) {
    TensorDataset rows =
        new TensorDataset(
            Tensor.randn(new Generator(1), 50, 3), Tensor.randn(new Generator(2), 50, 1));
    Linear model = new Linear(3, 1, new Generator(3));
    model.cuda();
    SGD optimizer = new SGD(model.parameters(), 0.05);
    DataLoader.Options options =
        DataLoader.Options.of(8).withShuffle(4).withWorkers(1).withPinMemory(pinMemory);
    try (DataLoader train = DataLoader.of(rows, options);
        DataLoader validation = DataLoader.of(rows, options.inOrder())) {
      return new Trainer(model, new MSELoss(), optimizer, TrainerOptions.of(2))
          .fit(train, validation)
          .history();
    }
  }
}
