package dev.jacobian.trainers.run;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jacobian.data.DataLoader;
import dev.jacobian.data.Dataset;
import dev.jacobian.device.Device;
import dev.jacobian.io.CheckpointFile;
import dev.jacobian.metric.Metric;
import dev.jacobian.nn.Module;
import dev.jacobian.nn.loss.Loss;
import dev.jacobian.optim.SGD;
import dev.jacobian.tensor.Tensor;
import dev.jacobian.trainers.Evaluator;
import dev.jacobian.trainers.TrainResult;
import dev.jacobian.trainers.Trainer;
import dev.jacobian.trainers.TrainerOptions;
import dev.jacobian.trainers.ValidationInterval;
import dev.jacobian.trainers.callback.Callback;
import dev.jacobian.trainers.callback.EpochFinished;
import dev.jacobian.trainers.callback.StateReady;
import dev.jacobian.trainers.config.MetricChoice;
import dev.jacobian.trainers.config.RunConfig;
import dev.jacobian.trainers.config.kind.MetricKind;
import dev.jacobian.trainers.saved.Losses;
import dev.jacobian.trainers.saved.Parts;
import dev.jacobian.trainers.saved.SavedModel;
import dev.jacobian.trainers.saved.Scoring;
import dev.jacobian.trainers.strategy.CompileMode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A weighted loss is PyTorch's over all rows at once, however the rows are ordered and divided:
 * {@code src/test/python/goldens_weighted.py}.
 */
class WeightedScoresTest {
  private static final double CLOSE = 1e-12;

  @TempDir private Path folder;

  /** Rows, a model and what PyTorch makes of them. */
  private record Golden(
      String name,
      String loss,
      String[] labels,
      String[] x,
      double[] weight,
      double[] bias,
      double expected,
      double[] gradient) {
    static Golden parse(String line) {
      String[] cells = line.split(";");
      return new Golden(
          cells[0],
          cells[1],
          cells[2].split(" "),
          cells[3].split(" "),
          numbers(cells[4]),
          numbers(cells[5]),
          Double.parseDouble(cells[6]),
          numbers(cells[7]));
    }

    private static double[] numbers(String cell) {
      return Arrays.stream(cell.split(" ")).mapToDouble(Double::parseDouble).toArray();
    }

    boolean hasRowsOfNoWeight() {
      return name.contains("zero");
    }

    Map<String, Tensor> state() {
      return Map.of("weight", Tensor.of(weight, weight.length, 1), "bias", Tensor.of(bias));
    }

    @Override
    public String toString() {
      return name;
    }
  }

  static List<Golden> goldens() throws IOException {
    Path file = Path.of("src", "test", "resources", "goldens", "weighted.txt");
    List<Golden> goldens = Files.readAllLines(file).stream().map(Golden::parse).toList();
    assertTrue(goldens.size() >= 15, goldens.size() + " cases");
    return goldens;
  }

  /** Writes rows in an order and prepares a run with the golden's weights. */
  private TrainingRun run(Golden golden, List<Integer> order) throws IOException {
    return run(golden, order, UnaryOperator.identity());
  }

  private TrainingRun run(Golden golden, List<Integer> order, UnaryOperator<String> label)
      throws IOException {
    StringBuilder text = new StringBuilder("x,k\n");
    order.forEach(
        row ->
            text.append(golden.x()[row])
                .append(',')
                .append(label.apply(golden.labels()[row]))
                .append('\n'));
    Files.writeString(folder.resolve("rows.csv"), text);
    Path file = folder.resolve("run.yaml");
    Files.writeString(
        file,
        """
        data: {csv: rows.csv, target: k}
        model: %s
        loss: %s
        optimizer: {type: sgd, learningRate: 1}
        epochs: 1
        dtype: float64
        device: cpu
        """
            .formatted(golden.weight().length == 1 ? "logistic" : "softmax", golden.loss()));
    TrainingRun run = TrainingRun.prepare(RunConfig.load(file, List.of()));
    run.model().loadStateDict(golden.state());
    return run;
  }

  private static List<Integer> inOrder(Golden golden) {
    List<Integer> order = new ArrayList<>();
    for (int row = 0; row < golden.labels().length; row++) {
      order.add(row);
    }
    return order;
  }

  private static List<Integer> shuffled(Golden golden, int seed) {
    List<Integer> order = inOrder(golden);
    Collections.shuffle(order, new Random(seed));
    return order;
  }

  private static Loss lossOf(TrainingRun run) {
    return Losses.of(run.config().loss(), run.data().preparation());
  }

  /** Compiling takes longest: it is tried with one of the sizes. */
  private static List<CompileMode> modes(boolean alsoCompiled) {
    return alsoCompiled ? List.of(CompileMode.OFF, CompileMode.AUTO) : List.of(CompileMode.OFF);
  }

  private static void assertClose(double expected, double actual, String what) {
    assertEquals(expected, actual, CLOSE * Math.abs(expected), what);
  }

  @ParameterizedTest
  @MethodSource("goldens")
  void evaluationGivesTheSameInAnyOrderAndBatches(Golden golden) throws IOException {
    for (List<Integer> order : List.of(inOrder(golden), shuffled(golden, 1))) {
      TrainingRun run = run(golden, order);
      for (int batchSize : new int[] {1, 7, 64, 1100}) {
        for (CompileMode compile : modes(batchSize == 64)) {
          try (DataLoader loader =
              DataLoader.of(run.data().train(), DataLoader.Options.of(batchSize))) {
            List<Metric> metrics = Parts.metrics(List.of(MetricChoice.of(MetricKind.ACCURACY)));
            Map<String, Double> scores =
                Evaluator.scores(
                    run.model(), lossOf(run), loader, metrics, UnaryOperator.identity(), compile);
            assertClose(golden.expected(), scores.get("loss"), batchSize + " " + compile);
          }
        }
      }
      SavedModel saved = new SavedModel(golden.state(), run.data().preparation(), Optional.empty());
      Map<String, Double> judged = Scoring.score(run.config(), saved, Device.cpu()).scores();
      assertClose(golden.expected(), judged.get("loss"), "evaluate");
    }
  }

  /** Trains at a rate that changes nothing, so that the epoch's mean is of one model. */
  private static TrainResult judged(
      TrainingRun run, int batchSize, int shards, CompileMode compile, Callback... callbacks) {
    Dataset rows = run.data().train();
    TrainerOptions options =
        TrainerOptions.of(1)
            .withShards(shards)
            .withCompile(compile)
            .withValidateEvery(ValidationInterval.steps(batchSize == 1 ? 300 : 3));
    SGD optimizer = new SGD(run.model().parameters(), 1e-300);
    try (DataLoader train =
            DataLoader.of(rows, DataLoader.Options.of(batchSize).withShuffle(batchSize));
        DataLoader validation = DataLoader.of(rows, DataLoader.Options.of(batchSize))) {
      return new Trainer(run.model(), lossOf(run), optimizer, options)
          .with(callbacks)
          .fit(train, validation);
    }
  }

  @ParameterizedTest
  @MethodSource("goldens")
  void anEpochsTrainingAndValidationLossAreThoseOfAllRows(Golden golden) throws IOException {
    TrainingRun run = run(golden, inOrder(golden));
    int[] batchSizes = golden.hasRowsOfNoWeight() ? new int[] {1100} : new int[] {1, 7, 64, 1100};
    for (int batchSize : batchSizes) {
      for (int shards : new int[] {1, 3}) {
        for (CompileMode compile : modes(batchSize == 64)) {
          String what = batchSize + " rows, " + shards + " shards, " + compile;
          Map<String, Double> scores = judged(run, batchSize, shards, compile).last().scores();
          assertClose(golden.expected(), scores.get("train_loss"), what);
          assertClose(golden.expected(), scores.get("validation_loss"), what);
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("goldens")
  void aStepsGradientIsThatOfAllItsRowsInAnyNumberOfShards(Golden golden) throws IOException {
    for (int shards : new int[] {1, 3, 40}) {
      for (CompileMode compile : modes(shards == 3)) {
        TrainingRun run = run(golden, inOrder(golden));
        Module model = run.model();
        TrainerOptions options = TrainerOptions.of(1).withShards(shards).withCompile(compile);
        try (DataLoader all = DataLoader.of(run.data().train(), DataLoader.Options.of(2000))) {
          new Trainer(model, lossOf(run), new SGD(model.parameters(), 1), options).fit(all);
        }
        double[] after = model.stateDict().get("weight").toDoubleArray();
        for (int i = 0; i < after.length; i++) {
          assertEquals(
              golden.gradient()[i], golden.weight()[i] - after[i], 1e-12, shards + " shards");
        }
      }
    }
  }

  @Test
  void aBatchOfNoWeightCountsForNothingInEvaluation() throws IOException {
    Golden golden = goldens().stream().filter(Golden::hasRowsOfNoWeight).findFirst().orElseThrow();
    // The first 20 rows have weight 0: batches of 4 have none at all.
    TrainingRun run = run(golden, inOrder(golden));
    try (DataLoader loader = DataLoader.of(run.data().train(), DataLoader.Options.of(4))) {
      double loss =
          Evaluator.scores(run.model(), lossOf(run), loader, List.of(), UnaryOperator.identity())
              .get("loss");
      assertClose(golden.expected(), loss, "batches of weight 0");
    }
  }

  /**
   * A run that is stopped inside an epoch and goes on has the epoch's mean of one that ran through.
   */
  @Test
  void theMeanOfAnEpochThatWasResumedIsThatOfAllItsRows() throws IOException {
    Golden golden = goldens().get(1);
    Path state = folder.resolve("state.safetensors");
    Callback keep =
        new Callback() {
          @Override
          public void stateReady(StateReady event) {
            if (event.step() == 5) {
              CheckpointFile.write(state, event.state().get());
            }
          }
        };
    List<Double> losses = new ArrayList<>();
    Callback scores =
        new Callback() {
          @Override
          public void epochFinished(EpochFinished event) {
            losses.add(event.scores().score("train_loss"));
          }
        };
    TrainingRun run = run(golden, inOrder(golden));
    judged(run, 7, 1, CompileMode.OFF, keep, scores);
    SGD optimizer = new SGD(run.model().parameters(), 1e-300);
    TrainerOptions options =
        TrainerOptions.of(1)
            .withCompile(CompileMode.OFF)
            .withValidateEvery(ValidationInterval.steps(3));
    Dataset rows = run.data().train();
    try (DataLoader train = DataLoader.of(rows, DataLoader.Options.of(7).withShuffle(7));
        DataLoader validation = DataLoader.of(rows, DataLoader.Options.of(7))) {
      new Trainer(run.model(), lossOf(run), optimizer, options)
          .with(keep, scores)
          .resume(state)
          .fit(train, validation);
    }
    assertEquals(2, losses.size());
    assertEquals(losses.get(0), losses.get(1));
    assertClose(golden.expected(), losses.get(1), "resumed");
  }

  @Test
  void thePositiveClassIsTheLargerNumberHoweverItIsWritten() throws IOException {
    Golden golden =
        goldens().stream().filter(g -> g.name().equals("binary")).findFirst().orElseThrow();
    List<List<String>> spellings =
        List.of(
            List.of("-1", "+1"),
            List.of("-1", "1"),
            List.of("-1.0", "1.0"),
            List.of("0", "1"),
            List.of("0.0", "1.0"),
            List.of("-0", "+1e0"),
            List.of("9", "10"),
            List.of("2.0", "10.0"),
            List.of("-10", "-9"),
            List.of("no", "yes"));
    for (List<String> pair : spellings) {
      TrainingRun run = run(golden, inOrder(golden), label -> pair.get(Integer.parseInt(label)));
      SavedModel saved = new SavedModel(golden.state(), run.data().preparation(), Optional.empty());
      assertClose(
          golden.expected(),
          Scoring.score(run.config(), saved, Device.cpu()).scores().get("loss"),
          pair.toString());
    }
  }

  @Test
  void aModelOfWholeNumbersJudgesRowsWhoseLabelsHaveAPoint() throws IOException {
    Golden golden =
        goldens().stream().filter(g -> g.name().equals("three classes")).findFirst().orElseThrow();
    TrainingRun whole = run(golden, inOrder(golden));
    assertEquals(List.of("0", "1", "2"), whole.data().preparation().classNames());
    SavedModel saved = new SavedModel(golden.state(), whole.data().preparation(), Optional.empty());
    run(golden, shuffled(golden, 3), label -> label + ".0");
    double loss = Scoring.score(whole.config(), saved, Device.cpu()).scores().get("loss");
    assertClose(golden.expected(), loss, "0.0, 1.0, 2.0");
    assertArrayEquals(
        golden.weight(), whole.model().stateDict().get("weight").toDoubleArray(), "as it was");
  }
}
