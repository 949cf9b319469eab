package dev.jacobian.trainers.run;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jacobian.data.Batch;
import dev.jacobian.data.Dataset;
import dev.jacobian.data.image.ImageFolder;
import dev.jacobian.device.Device;
import dev.jacobian.io.SafeTensors;
import dev.jacobian.models.vision.ResNet;
import dev.jacobian.models.vision.ResNetOptions;
import dev.jacobian.shape.DType;
import dev.jacobian.shape.JacobianException;
import dev.jacobian.tensor.Generator;
import dev.jacobian.tensor.Tensor;
import dev.jacobian.trainers.config.RunConfig;
import dev.jacobian.trainers.predict.ImagePredictor;
import dev.jacobian.trainers.predict.Prediction;
import dev.jacobian.trainers.predict.Predictor;
import dev.jacobian.trainers.saved.ImagePreparation;
import dev.jacobian.trainers.saved.SavedModel;
import dev.jacobian.trainers.saved.Scoring;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Images in a configuration: what is trained on, judged and saved, and every mistake. */
class RunImagesTest {
  private static final String CNN = "{type: cnn, channels: [4]}";

  @TempDir private Path folder;

  private RunConfig config(String data, String model, String... settings) throws IOException {
    Path file = folder.resolve("run.yaml");
    Files.writeString(
        file,
        """
        data: {images: pictures%s}
        model: %s
        optimizer: {type: adam, learningRate: 0.02}
        epochs: 4
        batchSize: 8
        device: cpu
        """
            .formatted(data, model));
    return RunConfig.load(file, Arrays.asList(settings));
  }

  private TrainingRun run(String data, String model, String... settings) throws IOException {
    return TrainingRun.prepare(config(data, model, settings));
  }

  private void pictures(int each) throws IOException {
    Pictures.write(folder.resolve("pictures"), each, 1);
  }

  private static Batch all(Dataset rows) {
    return rows.gather(LongStream.range(0, rows.size()).toArray());
  }

  @Test
  void aSmallNetworkLearnsAndItsFilePredictsWithoutAnythingElse() throws IOException {
    pictures(24);
    TrainingRun run =
        run(
            ", validation: 0.25, normalize: {mean: 0.3, std: 0.2}, augment: {crop: 1}",
            CNN,
            "epochs=12");
    Map<String, Double> scores = run.train(Device.cpu()).validationScores().orElseThrow();
    assertEquals(1, scores.get("accuracy"));

    Path weights = run.savedModel().save(folder.resolve("alone"));
    ImagePredictor predictor = ImagePredictor.load(weights);
    assertEquals(List.of("lying", "standing"), predictor.classNames());
    Path lying = folder.resolve("pictures/lying/3.png");
    Prediction prediction = predictor.predict(lying);
    assertEquals(Optional.of("lying"), prediction.label());
    Tensor image =
        ImageFolder.open(folder.resolve("pictures"), ImageFolder.Options.defaults())
            .gather(new long[] {17})
            .inputs();
    assertEquals(
        folder.resolve("pictures/lying/3.png").toString(),
        ImageFolder.open(folder.resolve("pictures"), ImageFolder.Options.defaults()).file(17));
    Tensor logits = run.model().eval().forward(image.sub(0.3).div(0.2));
    assertArrayEquals(
        logits.softmax(1).toDoubleArray(),
        prediction.probabilities().values().stream().mapToDouble(value -> value).toArray(),
        1e-6);

    SavedModel saved = SavedModel.read(weights);
    Scoring.Scored again =
        Scoring.score(
            saved,
            saved.load(Device.cpu()),
            saved.data(folder.resolve("pictures"), Optional.empty()));
    assertEquals(48, again.rows());
    assertTrue(again.scores().get("accuracy") > 0.9, again.toString());
  }

  @Test
  void trainingImagesChangeAndThoseThatAreJudgedDoNot() throws IOException {
    pictures(4);
    RunData data = run(", validation: 0.25, augment: {rotation: 30, cutout: 2}", CNN).data();
    float[] judged = all(data.unchanged()).inputs().toFloatArray();
    float[] trained = all(data.train()).inputs().toFloatArray();
    assertEquals(judged.length, trained.length);
    assertTrue(!Arrays.equals(judged, trained), "changed");
    assertArrayEquals(judged, all(data.unchanged()).inputs().toFloatArray());
    assertEquals(6, data.train().size());
    assertEquals(2, data.validation().orElseThrow().size());
  }

  @Test
  void anotherFolderIsHeldOutInTheOrderOfTheTrainingClasses() throws IOException {
    pictures(3);
    Pictures.write(folder.resolve("others/standing/a.png"), Pictures.grey(8, 8));
    RunData data = run(", validationFile: others", CNN).data();
    assertArrayEquals(new long[] {1}, all(data.validation().orElseThrow()).targets().toLongArray());
    assertEquals(
        List.of("none of the rows held out is of 'lying', which validation says nothing about"),
        data.notes().lines());
  }

  @Test
  void imagesAreResizedNormalisedAndOfTheModelsType() throws IOException {
    pictures(2);
    RunData data =
        run(", size: [6, 4], channels: rgb, normalize: imagenet", CNN, "dtype=float64").data();
    Tensor images = all(data.train()).inputs();
    assertEquals(DType.FLOAT64, images.dtype());
    assertEquals("[4, 3, 6, 4]", images.shape().toString());
    ImagePreparation preparation = data.preparation().images();
    assertEquals("coloured images of 6 x 4", preparation.inputsInWords());
    assertEquals(
        Map.of(
            "dtype", "float64",
            "data.size", "[6, 4]",
            "data.fit", "stretch",
            "data.channels", "rgb",
            "data.normalize", preparation.settings().get("data.normalize")),
        preparation.settings());
  }

  @Test
  void aResidualNetworkBeginsWithWeightsOfAnotherNumberOfClasses() throws IOException {
    pictures(2);
    ResNet trained =
        new ResNet(
            ResNetOptions.of(ResNetOptions.Depth.RESNET18, 5).withChannels(1), new Generator(7));
    SafeTensors.save(folder.resolve("resnet18.safetensors"), trained.stateDict());
    TrainingRun run = run("", "{type: resnet18, weights: resnet18.safetensors}");
    Map<String, Tensor> state = run.model().stateDict();
    String first = "layer4.1.conv2.weight";
    assertArrayEquals(
        trained.stateDict().get(first).toFloatArray(), state.get(first).toFloatArray());
    assertEquals(2, state.get("fc.weight").size(0));
    assertTrue(run.config().files().contains(folder.resolve("resnet18.safetensors")));

    Path weights = run.savedModel().save(folder.resolve("alone"));
    Files.delete(folder.resolve("resnet18.safetensors"));
    assertEquals(2, ImagePredictor.load(weights).classNames().size());
  }

  @Test
  void foldsAreOfImages() throws IOException {
    pictures(6);
    CrossValidation validation =
        CrossValidation.prepare(
            config(", split: stratified, validation: 0.25", CNN, "epochs=1"),
            CrossValidation.Options.of(3));
    assertEquals(12, validation.rows());
    assertEquals(6, validation.first().data().train().size());
    assertEquals(3, validation.run(Device.cpu(), fold -> {}).folds().size());
  }

  private void fails(String message, String data, String model) {
    assertEquals(
        message.replace("FOLDER", folder.toString()),
        assertThrows(JacobianException.class, () -> run(data, model)).getMessage());
  }

  @Test
  void everyFolderThatCannotBeUsedSaysWhy() throws IOException {
    Path pictures = folder.resolve("pictures");
    Files.createDirectories(pictures);
    fails(
        "images 'FOLDER/pictures': no classes; expected a folder for each class; fix: move the"
            + " images of each class into a folder with its name",
        "",
        CNN);
    Pictures.write(pictures.resolve("a/1.png"), Pictures.grey(8, 8));
    fails(
        "images 'FOLDER/pictures': the only class is 'a'; expected a folder for each of at least"
            + " two classes",
        "",
        CNN);
    Files.createDirectories(pictures.resolve("b"));
    fails(
        "images 'FOLDER/pictures': the class 'b' has no image; expected files with names that end"
            + " in .png, .jpg, .jpeg, .bmp or .gif; fix: take the empty folder away",
        "",
        CNN);
    Files.writeString(pictures.resolve("b/1.png"), "no image");
    fails(
        "FOLDER/pictures/b/1.png: not an image that can be read; expected the content of a PNG,"
            + " JPEG, BMP or GIF file",
        "",
        CNN);
    Pictures.write(pictures.resolve("b/1.png"), Pictures.grey(4, 6));
    fails(
        "FOLDER/pictures/b/1.png: 6 x 4 pixels, but FOLDER/pictures/a/1.png has 8 x 8; expected"
            + " images of one size; fix: choose the size: withSize(8, 8)",
        "",
        CNN);
    fails(
        "CNN: 4 poolings by 2 leave nothing of images of 8 x 8; expected images of at least 16"
            + " pixels to each side; fix: take fewer channels, a smaller pool, or larger images",
        ", size: 8",
        "{type: cnn, channels: [2, 2, 2, 2]}");
    Pictures.write(folder.resolve("others/c/1.png"), Pictures.grey(8, 8));
    fails(
        "images 'FOLDER/others': the class 'c'; expected one of [a, b]; fix: rename the folder, or"
            + " take it away",
        ", size: 8, validationFile: ../others".replace("../", ""),
        CNN);
    fails(
        "Normalize: an image with 1 channel; expected 3, as there are means",
        ", size: 8, normalize: imagenet",
        CNN);
  }

  @Test
  void normalisationByTheTrainingImagesIsSavedAsNumbers() throws IOException {
    pictures(6);
    TrainingRun run = run(", validation: 0.25, normalize: training", CNN);
    ImagePreparation preparation = run.data().preparation().images();
    double[] mean = new double[1];
    double[] seen = all(run.data().unchanged()).inputs().toDoubleArray();
    for (double value : seen) {
      mean[0] += value / seen.length;
    }
    assertEquals(9, run.data().unchanged().size());
    assertEquals(0, mean[0], 1e-6);
    double[] held = all(run.data().validation().orElseThrow()).inputs().toDoubleArray();
    assertTrue(Math.abs(Arrays.stream(held).average().orElseThrow()) > 1e-4, "not fitted to it");
    assertEquals("training", preparation.settings().get("data.normalize"));

    SavedModel saved = SavedModel.read(run.savedModel().save(folder.resolve("alone")));
    assertEquals(preparation.form().normalizer(), saved.preparation().images().form().normalizer());
    saved.fitting(config(", validation: 0.25, normalize: training", CNN));
    assertEquals(
        "data.normalize is none, and was training in training; expected the settings that the"
            + " weights were trained with; fix: take the configuration of the training, or train"
            + " again",
        assertThrows(
                JacobianException.class, () -> saved.fitting(config(", validation: 0.25", CNN)))
            .getMessage());

    for (int i = 0; i < 2; i++) {
      Pictures.write(folder.resolve("black/" + "ab".charAt(i) + "/1.png"), Pictures.grey(8, 8));
    }
    assertEquals(
        "images '"
            + folder.resolve("black")
            + "': Normalize: channel 0 is 0.0 in all images; expected values that differ; fix: give"
            + " numbers, or leave images as they are",
        assertThrows(
                JacobianException.class,
                () -> run(", normalize: training", CNN, "data.images=" + folder.resolve("black")))
            .getMessage());
  }

  @Test
  void mixedImagesTrainTheSameBitsWithAnyNumberOfWorkers() throws IOException {
    pictures(24);
    for (String mixing : List.of("mixup: 0.4", "cutmix: 1", "mixup: 0.4, cutmix: 1")) {
      String data = ", validation: 0.25, normalize: training, augment: {crop: 1, " + mixing + "}";
      TrainingRun alone = run(data, CNN, "epochs=12");
      Batch batch = alone.data().train().gather(new long[] {0, 30, 7});
      assertEquals("[3, 2]", batch.targets().shape().toString());
      Map<String, Double> scores = alone.train(Device.cpu()).validationScores().orElseThrow();
      assertTrue(scores.get("accuracy") > 0.9, mixing + ": " + scores);
      TrainingRun helped = run(data, CNN, "epochs=12", "workers=3", "compile=off");
      TrainingRun compiled = run(data, CNN, "epochs=12", "workers=2");
      helped.train(Device.cpu());
      compiled.train(Device.cpu());
      Map<String, Tensor> expected = alone.model().stateDict();
      compiled
          .model()
          .stateDict()
          .forEach(
              (name, tensor) ->
                  assertArrayEquals(
                      expected.get(name).toDoubleArray(), tensor.toDoubleArray(), mixing + name));
      helped
          .model()
          .stateDict()
          .forEach(
              (name, tensor) ->
                  assertArrayEquals(
                      expected.get(name).toDoubleArray(), tensor.toDoubleArray(), 1e-3));
    }
  }

  @Test
  void weightsAreUsedByWhatTheyAreGiven() throws IOException {
    pictures(2);
    SavedModel saved = run("", CNN).savedModel();
    assertEquals(
        "a model that is given images; expected one that is given rows of a table; fix: use"
            + " ImagePredictor",
        assertThrows(
                JacobianException.class,
                () -> Predictor.of(saved, saved.load(Device.cpu()), Device.cpu()))
            .getMessage());
    assertEquals(
        "data.size is none, and was [4, 4] in training; expected the settings that the weights were"
            + " trained with; fix: take the configuration of the training, or train again",
        assertThrows(
                JacobianException.class,
                () -> run(", size: 4", CNN).savedModel().fitting(config("", CNN)))
            .getMessage());
  }
}
