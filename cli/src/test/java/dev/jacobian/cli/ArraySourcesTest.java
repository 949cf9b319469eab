package dev.jacobian.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jacobian.io.IdxFile;
import dev.jacobian.io.NumpyFile;
import dev.jacobian.io.SafeTensors;
import dev.jacobian.io.SafeTensorsFile;
import dev.jacobian.shape.DType;
import dev.jacobian.tensor.Tensor;
import dev.jacobian.trainers.progress.Terminal;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rows in arrays, from end to end. */
class ArraySourcesTest {
  private static final int ROWS = 60;
  private static final int PIXELS = 4;
  private static final String REST =
      """
      model: softmax
      optimizer: {type: sgd, learningRate: 0.5}
      epochs: 20
      seed: 3
      device: cpu
      """;

  @TempDir private Path folder;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private Tensor images = Tensor.zeros(1);
  private Tensor labels = Tensor.zeros(1);

  /** Images of which one pixel is bright; its place is the class: 3, 5, 7 or 9. */
  @BeforeEach
  void makeImages() throws IOException {
    SplittableRandom random = new SplittableRandom(4);
    int[] pixels = new int[ROWS * PIXELS];
    long[] classes = new long[ROWS];
    StringBuilder csv = new StringBuilder("x0,x1,x2,x3,y\n");
    for (int row = 0; row < ROWS; row++) {
      int place = random.nextInt(PIXELS);
      for (int i = 0; i < PIXELS; i++) {
        pixels[row * PIXELS + i] = (i == place ? 200 : 0) + random.nextInt(50);
        csv.append(pixels[row * PIXELS + i] / 255f).append(',');
      }
      classes[row] = 3 + 2 * place;
      csv.append(classes[row]).append('\n');
    }
    images = Tensor.of(pixels, ROWS, 2, 2);
    labels = Tensor.of(classes);
    Files.writeString(folder.resolve("rows.csv"), csv);
    Map<String, Tensor> arrays = new LinkedHashMap<>();
    arrays.put("x", images);
    arrays.put("y", labels);
    NumpyFile.saveNpz(folder.resolve("digits.npz"), arrays);
    NumpyFile.saveNpy(folder.resolve("images.npy"), images);
    IdxFile.save(folder.resolve("images.idx3-ubyte.gz"), images);
    IdxFile.save(folder.resolve("labels.idx1-ubyte"), labels.to(DType.INT32));
    NumpyFile.saveNpz(folder.resolve("images.npz"), Map.of("arr_0", images));
    try (OutputStream compressed =
        new GZIPOutputStream(Files.newOutputStream(folder.resolve("images.npy.gz")))) {
      Files.copy(folder.resolve("images.npy"), compressed);
    }
    Files.copy(folder.resolve("images.npy.gz"), folder.resolve("compressed.npy"));
  }

  private int run(String... arguments) {
    out.getBuffer().setLength(0);
    err.getBuffer().setLength(0);
    int code =
        Main.commandLine(new PrintWriter(out), new PrintWriter(err), Terminal.plain())
            .execute(arguments);
    JavaWords.assertNone(err.toString());
    return code;
  }

  private Path write(String name, String data) throws IOException {
    Path file = folder.resolve(name + ".yaml");
    Files.writeString(file, "data: {" + data + "}\n" + REST);
    return file;
  }

  private SafeTensorsFile train(String name, String data) throws IOException {
    Path target = folder.resolve(name);
    assertEquals(
        0, run("train", write(name, data).toString(), "--out", target.toString()), err.toString());
    return SafeTensors.load(target.resolve("model.safetensors"));
  }

  @Test
  void everySourceOfTheSameRowsGivesTheSameModel() throws IOException {
    SafeTensorsFile expected = train("csv", "csv: rows.csv, target: y, validation: 0.2");
    List<String> sources =
        List.of(
            "npz: digits.npz",
            "npz: digits.npz, inputs: x, targets: y",
            "inputs: images.npy, targets: labels.idx1-ubyte",
            "inputs: images.idx3-ubyte.gz, targets: labels.idx1-ubyte",
            "inputs: images.npy.gz, targets: labels.idx1-ubyte",
            "inputs: compressed.npy, targets: labels.idx1-ubyte",
            "inputs: images.npz, targets: labels.idx1-ubyte");
    int seen = 0;
    for (String source : sources) {
      SafeTensorsFile trained = train("array" + seen, source + ", divideBy: 255, validation: 0.2");
      for (String tensor : List.of("weight", "bias")) {
        assertArrayEquals(
            expected.tensors().get(tensor).toFloatArray(),
            trained.tensors().get(tensor).toFloatArray(),
            source);
      }
      for (String key : List.of("task", "features", "targets", "classes")) {
        assertEquals(expected.metadata().get(key), trained.metadata().get(key), source);
      }
      seen++;
    }
    assertEquals(7, seen);
  }

  @Test
  void theReportNamesTheFileAndEvaluateJudgesOtherRows() throws IOException {
    Path config = write("idx", "inputs: images.idx3-ubyte.gz, targets: labels.idx1-ubyte");
    String[] scaled = {"--set", "data.divideBy=255"};
    assertEquals(
        0,
        run("train", config.toString(), "--out", folder.toString(), scaled[0], scaled[1]),
        err.toString());
    assertEquals(
        "data        images.idx3-ubyte.gz: 60 rows, 4 features -> y (4 classes)",
        out.toString().lines().findFirst().orElseThrow());
    String weights = folder.resolve("model.safetensors").toString();
    // Only the class 9, which keeps its index.
    NumpyFile.saveNpy(folder.resolve("one.npy"), Tensor.of(new float[][] {{0, 0, 0, 255}}));
    NumpyFile.saveNpy(folder.resolve("nine.npy"), Tensor.of(new long[] {9}));
    String inputs = "data.inputs=" + folder.resolve("one.npy");
    String targets = "data.targets=" + folder.resolve("nine.npy");
    String[] evaluate = {
      "evaluate", config.toString(), "--weights", weights, "--set", inputs, "--set", targets
    };
    assertEquals(1, run(evaluate));
    assertEquals(
        "error: data.divideBy is 1.0, and was 255.0 in training; expected the settings that the"
            + " weights were trained with; fix: take the configuration of the training, or train"
            + " again",
        err.toString().strip());
    String[] divided = Arrays.copyOf(evaluate, evaluate.length + 2);
    divided[evaluate.length] = scaled[0];
    divided[evaluate.length + 1] = scaled[1];
    assertEquals(0, run(divided), err.toString());
    assertTrue(out.toString().startsWith("1 row  loss "), out.toString());
    assertTrue(out.toString().strip().endsWith("accuracy 1.0000"), out.toString());
  }

  @Test
  void theWeightsAloneAreEvaluatedOnArraysOfAnyKind() throws IOException {
    Path config = write("run", "npz: digits.npz, divideBy: 255, standardize: features");
    assertEquals(0, run("train", config.toString(), "--out", folder.toString()), err.toString());
    String weights = folder.resolve("model.safetensors").toString();
    assertEquals(0, run("evaluate", config.toString(), "--weights", weights), err.toString());
    String expected = out.toString();
    Files.delete(config);
    String[][] inputs = {
      {"digits.npz"},
      {"images.npy", "labels.idx1-ubyte"},
      {"images.idx3-ubyte.gz", "labels.idx1-ubyte"},
      {"images.npz", "labels.idx1-ubyte"}
    };
    for (String[] files : inputs) {
      String input = folder.resolve(files[0]).toString();
      int code =
          files.length == 1
              ? run("evaluate", weights, "--input", input)
              : run(
                  "evaluate",
                  weights,
                  "--input",
                  input,
                  "--targets",
                  folder.resolve(files[1]).toString());
      assertEquals(0, code, err.toString());
      assertEquals(expected, out.toString(), files[0]);
    }
    String images = folder.resolve("images.npy").toString();
    assertEquals(2, run("evaluate", weights, "--input", images));
    assertEquals(
        "error: input: "
            + images
            + " is one array, of inputs; expected the targets too; fix: add --targets FILE, or take an"
            + " npz file with both arrays",
        err.toString().strip());
  }

  @Test
  void numbersAreTargetsOfARegression() throws IOException {
    Tensor x = Tensor.linspace(-1, 1, 50).reshape(50, 1);
    NumpyFile.saveNpz(
        folder.resolve("line.npz"),
        Map.of("x", x.to(DType.FLOAT64), "both", Tensor.concat(1, x.mul(2), x.mul(-3).add(1))));
    Path config = folder.resolve("line.yaml");
    Files.writeString(
        config,
        "data: {npz: line.npz, targets: both, standardize: all}\n"
            + REST.replace("softmax", "linear"));
    assertEquals(0, run("train", config.toString(), "--out", folder.toString()), err.toString());
    assertTrue(out.toString().contains("line.npz: 50 rows, 1 feature -> y0, y1"), out.toString());
    String weights = folder.resolve("model.safetensors").toString();
    assertEquals(0, run("evaluate", config.toString(), "--weights", weights), err.toString());
    assertTrue(out.toString().strip().endsWith("r2 1.00000"), out.toString());
  }

  @Test
  void filesThatNumpyWroteAreTrainedOn() throws IOException {
    // goldens_numpy.py of the framework wrote it: x [2, 3, 4] and labels [2].
    Path golden =
        Path.of("..", "framework", "src", "test", "resources", "goldens", "numpy")
            .resolve("compressed.npz")
            .toAbsolutePath();
    SafeTensorsFile trained =
        train("golden", "npz: '" + golden + "', targets: labels, standardize: features");
    assertEquals("[\"0\",\"1\"]", trained.metadata().get("classes"));
    assertEquals(List.of(2L, 12L), dims(trained.tensors().get("weight")));
  }

  private static List<Long> dims(Tensor tensor) {
    return List.of(tensor.size(0), tensor.size(1));
  }

  private String failure(String... arguments) {
    assertEquals(1, run(arguments), out.toString());
    assertEquals(1, err.toString().lines().count(), err.toString());
    return err.toString().strip().replace(folder + "/", "").replace(folder + "\\", "");
  }

  @Test
  void rowsThatCannotBeUsedAreOneLine() throws IOException {
    Path config = write("run", "npz: digits.npz, divideBy: 255");
    String[] train = {"train", config.toString(), "--out", folder.toString()};
    assertEquals(0, run(train), err.toString());
    String weights = folder.resolve("model.safetensors").toString();
    Path longer = write("longer", "inputs: images.npy, targets: one.npy");
    NumpyFile.saveNpy(folder.resolve("one.npy"), Tensor.of(new long[] {9}));
    assertEquals(
        "error: one.npy: 1 rows, but images.npy has 60; expected a target for each row of features",
        failure("train", longer.toString()));
    Path wide = write("wide", "inputs: wide.npy, targets: one.npy, divideBy: 255");
    NumpyFile.saveNpy(folder.resolve("wide.npy"), Tensor.zeros(1, 5));
    assertEquals(
        "error: wide.npy: rows of 5 features; expected 4, as the model was trained on; fix: use the"
            + " files of the configuration that the weights were trained with",
        failure("evaluate", wide.toString(), "--weights", weights));
    Path classes = write("classes", "inputs: images.npy, targets: zeros.npy");
    NumpyFile.saveNpy(folder.resolve("zeros.npy"), Tensor.zeros(60));
    assertEquals(
        "error: zeros.npy: the target 'y' has 1 classes: [0]; expected at least two classes; fix:"
            + " look at the target",
        failure("train", classes.toString()));
    Files.write(folder.resolve("cut.gz"), new byte[] {0x1f, (byte) 0x8b, 8});
    Path cut = write("cut", "inputs: cut.gz, targets: one.npy");
    assertEquals(2, run("train", cut.toString()));
    assertTrue(
        err.toString()
            .contains(
                "cut.gz cannot be read: it starts as gzip does, but is cut off or damaged; expected"
                    + " a file that you may read"),
        err.toString());
    byte[] whole = Files.readAllBytes(folder.resolve("images.npy.gz"));
    Files.write(folder.resolve("half.gz"), Arrays.copyOf(whole, whole.length - 9));
    assertEquals(
        "error: npy file 'half.gz' cannot be read: it ends too early; expected a readable file",
        failure("train", write("half", "inputs: half.gz, targets: one.npy").toString()));
    Files.writeString(folder.resolve("no.npz"), "no zip");
    assertTrue(
        failure("train", write("no", "npz: no.npz").toString())
            .startsWith("error: npz file 'no.npz' cannot be read: "),
        err.toString());
  }
}
