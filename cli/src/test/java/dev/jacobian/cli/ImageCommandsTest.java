package dev.jacobian.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.jacobian.data.image.ImageFolder;
import dev.jacobian.io.IdxFile;
import dev.jacobian.io.SafeTensors;
import dev.jacobian.shape.DType;
import dev.jacobian.tensor.Tensor;
import dev.jacobian.trainers.predict.ImagePredictor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every command with images: the example's digits, from the configuration to a prediction. */
class ImageCommandsTest {
  private static final Path CONFIG = Path.of("../examples/configs/digits.yaml");
  private static final Path IMAGES = Path.of("../examples/data/digits.zip");

  @TempDir private Path folder;

  private Path trained(String name, Object... more) {
    Path out = folder.resolve(name);
    CommandRun.done(join(new Object[] {"train", CONFIG, "--out", out}, more));
    return out;
  }

  private static Object[] join(Object[] first, Object... more) {
    return Stream.of(first, more).flatMap(Arrays::stream).toArray();
  }

  @Test
  void aRunIsTrainedJudgedUsedAndExported() throws IOException, OrtException {
    CommandRun run =
        CommandRun.done("train", CONFIG, "--out", folder.resolve("run"), "--set", "epochs=6");
    String data = run.lines().get(0);
    assertEquals(
        "data        digits.zip: 400 rows and 100 rows held out (stratified), grey images of 8 x 8"
            + " -> class (10 classes)",
        data);
    Path weights = folder.resolve("alone/model.safetensors");
    Files.createDirectories(weights.getParent());
    Files.copy(folder.resolve("run/model.safetensors"), weights);
    assertTrue(Files.readString(folder.resolve("run/report.html")).contains("grey images"));

    String scores = CommandRun.done("evaluate", weights, "--input", IMAGES).lines().get(0);
    assertTrue(scores.startsWith("500 rows  loss "), scores);
    assertTrue(Double.parseDouble(scores.replaceAll(".* ", "")) > 0.85, scores);

    List<String> lines = CommandRun.done("predict", weights, "--input", IMAGES).lines();
    assertEquals("file,class,probability", lines.get(0));
    assertEquals(501, lines.size());
    assertTrue(lines.get(1).startsWith("0/0000.png,0,"), lines.get(1));
    String json =
        CommandRun.done("predict", weights, "--input", IMAGES, "--output-format", "jsonl")
            .lines()
            .get(0);
    assertTrue(
        json.startsWith("{\"file\":\"0/0000.png\",\"class\":\"0\",\"probabilities\":{"), json);

    Path missing = folder.resolve("missing");
    assertEquals(
        "error: cannot read '" + missing + "': there is no such file or folder",
        CommandRun.of("predict", weights, "--input", missing).err().strip());

    Path onnx = folder.resolve("digits.onnx");
    CommandRun.done("export", weights, "--to", onnx);
    assertSameInOnnx(onnx, weights);
  }

  private void assertSameInOnnx(Path onnx, Path weights) throws IOException, OrtException {
    ImageFolder images = ImageFolder.open(IMAGES, ImageFolder.Options.defaults());
    Path file = folder.resolve("digit.png");
    Files.write(file, entry("3/0003.png"));
    int row = 0;
    while (!images.file(row).endsWith("3/0003.png")) {
      row++;
    }
    float[] pixels = images.gather(new long[] {row}).inputs().toFloatArray();
    float[][][][] image = new float[1][1][8][8];
    for (int i = 0; i < pixels.length; i++) {
      image[0][0][i / 8][i % 8] = pixels[i];
    }
    OrtEnvironment environment = OrtEnvironment.getEnvironment();
    try (OrtSession session = environment.createSession(onnx.toString());
        OnnxTensor input = OnnxTensor.createTensor(environment, image);
        OrtSession.Result result = session.run(Map.of("input", input))) {
      float[][] probabilities = (float[][]) result.get("probabilities").orElseThrow().getValue();
      Map<String, Double> expected = ImagePredictor.load(weights).predict(file).probabilities();
      int place = 0;
      for (double value : expected.values()) {
        assertEquals(value, probabilities[0][place++], 1e-5);
      }
    }
  }

  private static byte[] entry(String name) throws IOException {
    try (ZipFile zip = new ZipFile(IMAGES.toFile())) {
      return zip.getInputStream(zip.getEntry(name)).readAllBytes();
    }
  }

  @Test
  void aRunThatWasStoppedEndsAsOneThatWasNot() throws IOException {
    Object[] few = {
      "--set", "epochs=3",
      "--set", "checkpoints.everySteps=3",
      "--set", "data.augment.mixup=0.4",
      "--set", "data.augment.cutmix=1",
      "--set", "data.normalize=training"
    };
    Path whole = trained("whole", few);
    Path stopped = trained("stopped", join(few, "--set", "timeLimit=1ms", "--set", "workers=2"));
    assertTrue(Files.exists(stopped.resolve("checkpoints")));
    CommandRun resumed =
        CommandRun.done(join(new Object[] {"train", CONFIG, "--out", stopped, "--resume"}, few));
    assertTrue(resumed.out().contains("resumed"), resumed.out());
    assertEquals(
        -1,
        Files.mismatch(whole.resolve("model.safetensors"), stopped.resolve("model.safetensors")));
  }

  @Test
  void imagesInTheFormOfMnistAreTrainedJudgedAndPredicted() throws IOException {
    ImageFolder digits = ImageFolder.open(IMAGES, ImageFolder.Options.defaults());
    long[] rows = LongStream.range(0, digits.size()).toArray();
    Tensor pixels = digits.gather(rows).inputs().mul(255).round().to(DType.INT32).squeeze(1);
    Path images = folder.resolve("train-images-idx3-ubyte.gz");
    Path labels = folder.resolve("train-labels-idx1-ubyte.gz");
    IdxFile.save(images, pixels);
    IdxFile.save(labels, Tensor.of(digits.labels()).to(DType.INT32));
    Path out = trained("mnist", "--set", "data.images=" + images, "--set", "epochs=4");
    Path asFiles = trained("files", "--set", "epochs=4");
    assertArrayEquals(
        SafeTensors.load(asFiles.resolve("model.safetensors")).tensors().values().stream()
            .map(Tensor::toString)
            .toArray(),
        SafeTensors.load(out.resolve("model.safetensors")).tensors().values().stream()
            .map(Tensor::toString)
            .toArray());
    String scores = CommandRun.done("evaluate", out, "--input", images).lines().get(0);
    assertEquals(CommandRun.done("evaluate", asFiles, "--input", IMAGES).lines().get(0), scores);
    List<String> lines = CommandRun.done("predict", out, "--input", images).lines();
    assertEquals("file,class,probability", lines.get(0));
    assertEquals(501, lines.size());
    assertTrue(lines.get(7).startsWith("6,"), lines.get(7));
    IdxFile.save(labels, Tensor.of(digits.labels()).add(1).remainder(10).to(DType.INT32));
    CommandRun changed =
        CommandRun.of("train", CONFIG, "--out", out, "--resume", "--set", "data.images=" + images);
    assertTrue(
        changed.err().contains("data.images: train-labels-idx1-ubyte.gz has changed"),
        changed.err());
    Files.delete(labels);
    assertEquals(
        "error: images '"
            + images
            + "': there are no labels beside the file; expected the file"
            + " 'train-labels-idx1-ubyte.gz', compressed by gzip or not",
        CommandRun.of("evaluate", out, "--input", images).err().strip());
  }

  @Test
  void imagesThatChangedBetweenAreNamed() throws IOException {
    Path images = Files.copy(IMAGES, folder.resolve("own.zip"));
    Object[] own = {"--set", "data.images=" + images, "--set", "epochs=2"};
    Path out = trained("run", join(own, "--set", "timeLimit=1ms"));
    Path unpacked = folder.resolve("own");
    Files.createDirectories(unpacked.resolve("a"));
    Files.createDirectories(unpacked.resolve("b"));
    Files.write(unpacked.resolve("a/1.png"), entry("3/0003.png"));
    Files.write(unpacked.resolve("b/1.png"), entry("3/0003.png"));
    CommandRun run =
        CommandRun.of(
            "train",
            CONFIG,
            "--out",
            out,
            "--resume",
            "--set",
            "data.images=" + unpacked,
            "--set",
            "epochs=2",
            "--set",
            "data.validation=0.5",
            "--set",
            "data.split=random");
    assertTrue(run.err().contains("data.images"), run.err());
    assertTrue(run.exitCode() != 0);
  }

  @Test
  void whatIsNotForImagesSaysWhatIs() {
    Path out = trained("run", "--set", "epochs=1");
    assertEquals(
        "error: rows of a table in '../examples/data/iris.csv'; expected images, which the model is"
            + " given; fix: use jacobian predict MODEL --input FOLDER",
        CommandRun.of("predict", out, "--input", "../examples/data/iris.csv").err().strip());
    assertTrue(
        CommandRun.of("predict", out, "--input", IMAGES, "--keep", "x")
            .err()
            .contains("--keep: images have no columns"));
    assertTrue(
        CommandRun.of("evaluate", out, "--input", IMAGES, "--targets", "x.npy")
            .err()
            .contains("the classes of images are the names of their folders"));
  }
}
