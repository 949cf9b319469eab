package dev.jacobian.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.jacobian.cli.TrainedModels.Trained;
import dev.jacobian.io.NumpyFile;
import dev.jacobian.io.SafeTensors;
import dev.jacobian.io.SafeTensorsFile;
import dev.jacobian.shape.DType;
import dev.jacobian.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What another program makes of an exported model is what {@code jacobian predict} makes of it. */
class ExportCommandTest {
  private static final int ROWS = 1500;
  private static final double TOLERANCE = 1e-5;

  @TempDir private Path folder;

  private Path export(Trained model, String name) {
    Path file = folder.resolve(name);
    CommandRun.done("export", model.config(), "--weights", model.weights(), "--to", file);
    return file;
  }

  /** Writes rows of raw columns and returns them. */
  private float[][] rows(Path file, String header, double[] low, double[] high) throws IOException {
    SplittableRandom random = new SplittableRandom(6);
    StringBuilder text = new StringBuilder(header).append('\n');
    float[][] rows = new float[ROWS][low.length];
    for (float[] row : rows) {
      List<String> cells = new ArrayList<>();
      for (int i = 0; i < row.length; i++) {
        row[i] = (float) random.nextDouble(low[i], high[i]);
        cells.add(Float.toString(row[i]));
      }
      text.append(String.join(",", cells)).append('\n');
    }
    Files.writeString(file, text);
    return rows;
  }

  private List<String[]> predictions(Trained model, Path input) {
    Object[] command = {"predict", model.config(), "--weights", model.weights(), "--input", input};
    List<String> lines = CommandRun.done(command).lines();
    assertEquals(ROWS + 1, lines.size());
    // A cell that has a comma is the only one in quotes.
    return lines.stream()
        .skip(1)
        .map(line -> line.replace("\"oak, red\"", "oak").split(","))
        .toList();
  }

  /** Runs an ONNX file with ONNX Runtime. */
  private static float[][] run(Path file, float[][] rows, String output) throws OrtException {
    OrtEnvironment environment = OrtEnvironment.getEnvironment();
    try (OrtSession session = environment.createSession(file.toString());
        OnnxTensor input = OnnxTensor.createTensor(environment, rows);
        OrtSession.Result result = session.run(Map.of("input", input), Set.of(output))) {
      return (float[][]) result.get(0).getValue();
    }
  }

  private static void assertClose(double expected, double actual, String what) {
    assertEquals(expected, actual, TOLERANCE * Math.max(Math.abs(expected), 1e-3), what);
  }

  @Test
  void aRegressionTakesRawColumnsAndGivesTargetsInTheirUnits() throws Exception {
    Trained model = new TrainedModels(folder).regression();
    Path input = folder.resolve("in.csv");
    float[][] rows = rows(input, "a,b", new double[] {1000, 0}, new double[] {1050, 0.01});
    List<String[]> expected = predictions(model, input);
    float[][] actual = run(export(model, "model.onnx"), rows, "output");
    for (int row = 0; row < ROWS; row++) {
      for (int i = 0; i < 2; i++) {
        double wanted = Double.parseDouble(expected.get(row)[i]);
        assertClose(wanted, actual[row][i], "row " + row + ", target " + i);
      }
    }
  }

  @Test
  void classesHaveTheirProbabilitiesInTheOrderOfTheirNames() throws Exception {
    Trained model = new TrainedModels(folder).classes();
    Path input = folder.resolve("in.csv");
    float[][] rows = rows(input, "a,b", new double[] {0, 0}, new double[] {2.5, 10});
    assertProbabilities(model, input, rows, List.of("fig", "oak", "yew"));
  }

  @Test
  void twoClassesHaveProbabilitiesToo() throws Exception {
    Trained model = new TrainedModels(folder).binary();
    Path input = folder.resolve("in.csv");
    float[][] rows = rows(input, "x", new double[] {-3}, new double[] {3});
    assertProbabilities(model, input, rows, List.of("no", "yes"));
  }

  private void assertProbabilities(Trained model, Path input, float[][] rows, List<String> classes)
      throws OrtException {
    List<String[]> expected = predictions(model, input);
    float[][] actual = run(export(model, "model.onnx"), rows, "probabilities");
    assertEquals(classes.size(), actual[0].length);
    for (int row = 0; row < ROWS; row++) {
      int best = classes.indexOf(expected.get(row)[0]);
      double wanted = Double.parseDouble(expected.get(row)[1]);
      assertClose(wanted, actual[row][best], "row " + row);
      for (float probability : actual[row]) {
        assertTrue(probability <= wanted * (1 + TOLERANCE), "row " + row);
      }
    }
    assertEquals(classes.size(), expected.stream().map(cells -> cells[0]).distinct().count());
  }

  @Test
  void bytesThatTrainingDividedAreTakenAsTheyAre() throws Exception {
    SplittableRandom random = new SplittableRandom(8);
    float[][] bytes = new float[200][3];
    double[] targets = new double[200];
    for (int row = 0; row < 200; row++) {
      for (int i = 0; i < 3; i++) {
        bytes[row][i] = random.nextInt(256);
        targets[row] += (i + 1) * bytes[row][i] / 255;
      }
    }
    NumpyFile.saveNpz(
        folder.resolve("images.npz"),
        Map.of("x", Tensor.of(bytes).to(DType.INT32), "y", Tensor.of(targets)));
    for (String standardize : List.of("none", "features", "all")) {
      Path config = folder.resolve(standardize + ".yaml");
      Files.writeString(
          config,
          """
          data: {npz: images.npz, divideBy: 255, standardize: %s}
          model: linear
          optimizer: {type: sgd, learningRate: 0.1, momentum: 0.9}
          epochs: 150
          device: cpu
          """
              .formatted(standardize));
      Path own = folder.resolve(standardize);
      CommandRun.done("train", config, "--out", own);
      Trained model = new Trained(config, own.resolve("model.safetensors"));
      float[][] actual = run(export(model, standardize + ".onnx"), bytes, "output");
      for (int row = 0; row < 200; row++) {
        assertEquals(targets[row], actual[row][0], 1e-3, standardize + ", row " + row);
      }
    }
  }

  @Test
  void theOnnxFileNamesColumnsAndClasses() throws Exception {
    Trained model = new TrainedModels(folder).classes();
    Path file = export(model, "MODEL.ONNX");
    try (OrtSession session = OrtEnvironment.getEnvironment().createSession(file.toString())) {
      assertEquals(
          List.of("logits", "probabilities", "label"), List.copyOf(session.getOutputNames()));
      Map<String, String> metadata = session.getMetadata().getCustomMetadata();
      assertEquals("[\"a\",\"b\"]", metadata.get("features"));
      assertEquals("[\"kind\"]", metadata.get("targets"));
      assertEquals("[\"fig\",\"oak, red\",\"yew\"]", metadata.get("classes"));
      assertEquals("CLASSES", metadata.get("task"));
    }
    assertEquals(-1, Files.mismatch(file, export(model, "again.onnx")));
  }

  @Test
  void weightsAloneAreWrittenUnderPytorchsNames() throws IOException {
    Trained model = new TrainedModels(folder).regression();
    SafeTensorsFile plain = SafeTensors.load(export(model, "weights.safetensors"));
    Set<String> names =
        Set.of("layers.0.weight", "layers.0.bias", "layers.2.weight", "layers.2.bias");
    assertEquals(names, plain.tensors().keySet());
    assertEquals(Map.of("format", "pt"), plain.metadata());
    Map<String, Tensor> numpy = NumpyFile.loadNpz(export(model, "weights.npz"));
    assertEquals(names, numpy.keySet());
    Map<String, Tensor> trained = SafeTensors.load(model.weights()).tensors();
    for (String name : names) {
      assertArrayEquals(trained.get(name).toFloatArray(), plain.tensors().get(name).toFloatArray());
      assertArrayEquals(trained.get(name).toFloatArray(), numpy.get(name).toFloatArray());
    }
  }

  @Test
  void mistakesAreOneLine() throws IOException {
    Trained model = new TrainedModels(folder).regression();
    Object[] start = {"export", model.config(), "--weights", model.weights(), "--to"};
    CommandRun ending = CommandRun.of(start[0], start[1], start[2], start[3], start[4], "m.pt");
    assertEquals(2, ending.exitCode());
    assertEquals(
        List.of(
            "error: --to m.pt: the file's ending is no known format; expected one of .onnx,"
                + " .safetensors, .npz",
            "Try 'jacobian export --help'."),
        ending.err().lines().toList());
    long before = Files.size(model.weights());
    CommandRun same =
        CommandRun.of(start[0], start[1], start[2], start[3], start[4], model.weights());
    assertEquals(2, same.exitCode());
    assertTrue(
        same.err().contains("is the file of --weights, which is read; expected another"),
        same.err());
    assertEquals(before, Files.size(model.weights()));
    Path target = folder.resolve("m.onnx");
    CommandRun other =
        CommandRun.of(
            start[0],
            start[1],
            start[2],
            start[3],
            start[4],
            target,
            "--set",
            "model={type: mlp, hidden: [3]}");
    assertEquals(1, other.exitCode());
    assertTrue(other.err().contains("layers.0.weight"), other.err());
    assertTrue(Files.notExists(target));
    CommandRun folderless =
        CommandRun.of(
            start[0], start[1], start[2], start[3], start[4], folder.resolve("none/m.onnx"));
    assertEquals(1, folderless.exitCode());
    assertTrue(folderless.err().contains("there is no folder"), folderless.err());
  }
}
