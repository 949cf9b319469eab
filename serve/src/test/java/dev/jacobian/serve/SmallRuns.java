package dev.jacobian.serve;

import dev.jacobian.device.Device;
import dev.jacobian.trainers.config.RunConfig;
import dev.jacobian.trainers.predict.ImagePredictor;
import dev.jacobian.trainers.predict.TextGenerator;
import dev.jacobian.trainers.predict.TextPredictor;
import dev.jacobian.trainers.run.TrainingRun;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;

/** Models of images and of text that were trained and saved as users do it. */
final class SmallRuns {
  private SmallRuns() {}

  /** Returns a model that tells bright images of 8 x 8 from dark ones. */
  static ImagePredictor images(Path folder) throws IOException {
    for (int i = 0; i < 8; i++) {
      write(folder.resolve("images/bright/" + i + ".png"), image(8, 180 + 9 * i));
      write(folder.resolve("images/dark/" + i + ".png"), image(8, 5 * i));
    }
    return ImagePredictor.load(
        saved(
            folder,
            """
            data: {images: images}
            model: {type: cnn, channels: [4]}
            optimizer: {type: adam, learningRate: 0.05}
            epochs: 10
            seed: 1
            device: cpu
            """));
  }

  /** Returns a model of ten characters; whichever it is, a few steps are all that it was taught. */
  static TextGenerator text(Path folder, String model, String tokenizer) throws IOException {
    Files.writeString(folder.resolve("text.txt"), "0123456789".repeat(20));
    return TextGenerator.load(
        saved(
            folder,
            "data: {text: text.txt, blockLength: 16, tokenizer: "
                + tokenizer
                + "}\nmodel: "
                + model
                + "\noptimizer: {type: adam, learningRate: 0.01}\nepochs: 3\nseed: 1\ndevice: cpu\n"));
  }

  /** Returns a model that tells texts of good words from those of bad ones. */
  static TextPredictor labelledText(Path folder) throws IOException {
    return labelledText(folder, false);
  }

  /**
   * Returns a model that tells glad texts from sad ones.
   *
   * @param isTable whether it learns them from a column of a table in place of lines of JSON
   */
  static TextPredictor labelledText(Path folder, boolean isTable) throws IOException {
    StringBuilder lines = new StringBuilder(isTable ? "mood,said\n" : "");
    for (int i = 0; i < 24; i++) {
      String said = (i % 2 == 0 ? "good " : "bad ").repeat(1 + i / 4);
      String mood = i % 2 == 0 ? "glad" : "sad";
      lines.append(
          isTable
              ? mood + "," + said + "\n"
              : "{\"said\": \"" + said + "\", \"mood\": \"" + mood + "\"}\n");
    }
    String file = isTable ? "moods.csv" : "moods.jsonl";
    Files.writeString(folder.resolve(file), lines);
    return TextPredictor.load(
        saved(
            folder,
            """
            data: {%s: %s, field: said, target: mood}
            model: {type: lstm, embeddingDim: 4, hiddenSize: 4}
            optimizer: {type: adam, learningRate: 0.05}
            epochs: 10
            batchSize: 8
            seed: 1
            device: cpu
            """
                .formatted(isTable ? "csv" : "text", file)));
  }

  private static Path saved(Path folder, String config) throws IOException {
    Files.writeString(folder.resolve("run.yaml"), config);
    TrainingRun run = TrainingRun.prepare(RunConfig.load(folder.resolve("run.yaml"), List.of()));
    run.train(Device.cpu());
    Path alone = Files.createDirectory(folder.resolve("alone"));
    run.savedModel().save(alone);
    return alone;
  }

  /** Returns a square of one grey, with a corner of another. */
  static BufferedImage image(int side, int grey) {
    BufferedImage image = new BufferedImage(side, side, BufferedImage.TYPE_BYTE_GRAY);
    for (int y = 0; y < side; y++) {
      for (int x = 0; x < side; x++) {
        image.getRaster().setSample(x, y, 0, x + y == 0 ? 128 : grey);
      }
    }
    return image;
  }

  /** Returns an image as a file of this kind has it. */
  static byte[] file(BufferedImage image, String kind) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    if (!ImageIO.write(image, kind, bytes)) {
      throw new IOException("nothing writes " + kind);
    }
    return bytes.toByteArray();
  }

  private static void write(Path file, BufferedImage image) throws IOException {
    Files.createDirectories(file.getParent());
    Files.write(file, file(image, "png"));
  }
}
