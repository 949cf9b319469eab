package dev.jacobian.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.jacobian.autograd.Autograd;
import dev.jacobian.data.prepare.Standardizer;
import dev.jacobian.data.prepare.TableEncoder;
import dev.jacobian.io.SafeTensors;
import dev.jacobian.models.MLP;
import dev.jacobian.nn.Linear;
import dev.jacobian.nn.Module;
import dev.jacobian.shape.StateException;
import dev.jacobian.tensor.Tensor;
import dev.jacobian.trainers.predict.Predictor;
import dev.jacobian.trainers.saved.Preparation;
import dev.jacobian.trainers.saved.SavedModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Modules that were made and trained in code are used like the configuration's. */
class OwnModelTest {
  private static final String NAME = OwnModel.class.getName();

  @TempDir private Path folder;

  private static Preparation preparation() {
    return Preparation.regression(TableEncoder.numbers(List.of("a", "b")), List.of("price"))
        .withFeatures(Standardizer.of(new double[] {10, 20}, new double[] {2, 4}))
        .withTargets(Standardizer.of(new double[] {1000}, new double[] {50}));
  }

  private static double expected(Module model, double a, double b) {
    try (Autograd.Guard mode = Autograd.noGrad()) {
      Tensor inputs = Tensor.of(new float[] {(float) (a - 10) / 2, (float) (b - 20) / 4}, 1, 2);
      return model.forward(inputs).toDoubleArray()[0] * 50 + 1000;
    }
  }

  @Test
  void anOwnModuleTravelsWithItsPreparation() {
    OwnModel model = new OwnModel();
    Path file = SavedModel.of(model, preparation()).save(folder);
    Predictor predictor = Predictor.load(folder, new OwnModel());
    for (double a : new double[] {-3, 10, 12.5}) {
      double price = predictor.predict(Map.of("a", a, "b", 17)).number("price");
      assertEquals(expected(model, a, 17), price, 1e-3);
    }
    String metadata = SafeTensors.load(file).metadata().toString();
    assertTrue(!metadata.contains("OwnModel"), "the file names no class: " + metadata);
    assertEquals(
        "the weights are of a module of the user's own, whose class no file names; expected the"
            + " module; fix: Predictor.load(file, module)",
        assertThrows(StateException.class, () -> Predictor.load(folder)).getMessage());
  }

  @Test
  void classesOfAnOwnModuleHaveProbabilities() {
    TableEncoder columns = TableEncoder.numbers(List.of("a", "b"));
    OwnModel one = new OwnModel();
    SavedModel.of(one, Preparation.binary(columns, "kind", List.of("no", "yes"))).save(folder);
    Map<String, Double> two =
        Predictor.load(folder, new OwnModel()).predict(Map.of("a", 1, "b", 2)).probabilities();
    assertEquals(List.of("no", "yes"), List.copyOf(two.keySet()));
    Linear three = new Linear(2, 3);
    SavedModel.of(three, Preparation.classes(columns, "kind", List.of("x", "y", "z"))).save(folder);
    assertEquals(
        List.of("x", "y", "z"),
        List.copyOf(
            Predictor.load(folder, new Linear(2, 3))
                .predict(Map.of("a", 1, "b", 2))
                .probabilities()
                .keySet()));
  }

  @Test
  void theCommandsTakeTheClassThatTheUserNames() throws IOException {
    OwnModel model = new OwnModel();
    SavedModel.of(model, preparation()).save(folder);
    Path rows = folder.resolve("rows.csv");
    double first = expected(model, 11, 17);
    double second = expected(model, 9, 30);
    Files.writeString(rows, "a,b,price\n11,17," + (first + 3) + "\n9,30," + (second - 3) + "\n");
    CommandRun predicted =
        CommandRun.done("predict", folder, "--input", rows, "--model-class", NAME);
    assertArrayEquals(
        new double[] {first, second},
        predicted.lines().stream().skip(1).mapToDouble(Double::parseDouble).toArray(),
        1e-3);
    CommandRun judged = CommandRun.done("evaluate", folder, "--input", rows, "--model-class", NAME);
    assertTrue(judged.out().contains("rmse 3.0000"), judged.out());
    Path npz = folder.resolve("weights.npz");
    CommandRun.done("export", folder, "--to", npz, "--model-class", NAME);
    assertTrue(Files.exists(npz));
  }

  @Test
  void evaluateCompilesAsTheConfigurationSays() throws IOException {
    Path weights = SavedModel.of(new ReadingModel(), preparation()).save(folder);
    Files.writeString(folder.resolve("rows.csv"), "a,b,price\n11,17,1000\n9,30,1010\n");
    Path config = folder.resolve("run.yaml");
    Files.writeString(
        config,
        """
        data: {csv: rows.csv, target: price}
        model: linear
        optimizer: {type: sgd, learningRate: 0.1}
        epochs: 1
        device: cpu
        dtype: float32
        """);
    Object[] command = {
      "evaluate",
      config,
      "--weights",
      weights,
      "--model-class",
      ReadingModel.class.getName(),
      "--set"
    };
    String eager = CommandRun.done(with(command, "compile=off")).out();
    assertTrue(eager.startsWith("2 rows  loss "), eager);
    assertEquals(eager, CommandRun.done(with(command, "compile=auto")).out());
    CommandRun compiled = CommandRun.of(with(command, "compile=on"));
    assertEquals(1, compiled.exitCode(), compiled.out());
    assertTrue(compiled.err().contains("while a step was being captured"), compiled.err());
  }

  private static Object[] with(Object[] command, String setting) {
    Object[] whole = Arrays.copyOf(command, command.length + 1);
    whole[command.length] = setting;
    return whole;
  }

  @Test
  void anOwnModuleIsExportedWithItsPreparation() throws OrtException {
    OwnModel model = new OwnModel();
    SavedModel.of(model, preparation()).save(folder);
    Path onnx = folder.resolve("own.onnx");
    CommandRun.done("export", folder, "--to", onnx, "--model-class", NAME);
    OrtEnvironment environment = OrtEnvironment.getEnvironment();
    float[][] rows = {{11, 17}, {9, 30}};
    try (OrtSession session = environment.createSession(onnx.toString());
        OnnxTensor input = OnnxTensor.createTensor(environment, rows);
        OrtSession.Result result = session.run(Map.of("input", input))) {
      float[][] prices = (float[][]) result.get("output").orElseThrow().getValue();
      assertEquals(expected(model, 11, 17), prices[0][0], 1e-3);
      assertEquals(expected(model, 9, 30), prices[1][0], 1e-3);
    }
  }

  private static void assertRefused(int code, String message, Object... arguments) {
    CommandRun run = CommandRun.of(arguments);
    assertEquals(code, run.exitCode(), run.err());
    assertTrue(run.err().startsWith("error: " + message), run.err());
  }

  @Test
  void aClassThatDoesNotFitIsNamed() throws IOException {
    Path file = SavedModel.of(new OwnModel(), preparation()).save(folder);
    Path rows = folder.resolve("rows.csv");
    Files.writeString(rows, "a,b\n1,2\n");
    assertRefused(
        1, "the weights are of a module of the user's own", "predict", file, "--input", rows);
    for (String[] wrong :
        List.of(
            new String[] {"no.such.Model", "the class path has no such class"},
            new String[] {"java.lang.String", "the class is no module"},
            new String[] {Module.class.getName(), "the class is no module"},
            new String[] {MLP.class.getName(), "the class cannot be made without arguments"})) {
      assertRefused(
          2,
          "--model-class " + wrong[0] + ": " + wrong[1] + "; expected a public class that extends",
          "predict",
          file,
          "--input",
          rows,
          "--model-class",
          wrong[0]);
    }
    SavedModel.of(new Linear(2, 1), preparation()).save(folder);
    assertRefused(1, "", "predict", file, "--input", rows, "--model-class", NAME);
  }
}
