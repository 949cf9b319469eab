package dev.jacobian.trainers.run;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jacobian.data.Batch;
import dev.jacobian.data.DataLoader;
import dev.jacobian.device.Device;
import dev.jacobian.shape.DType;
import dev.jacobian.tensor.Tensor;
import dev.jacobian.trainers.callback.BatchFinished;
import dev.jacobian.trainers.callback.BatchOutput;
import dev.jacobian.trainers.callback.Callback;
import dev.jacobian.trainers.callback.Phase;
import dev.jacobian.trainers.config.RunConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A sampler that a configuration names. */
class SamplerConfigTest {
  private static final int ROWS = 400;
  private static final int RARE = 10;

  @TempDir private Path folder;

  /** The classes of all rows of training, and of those held out. */
  private record Seen(List<Double> train, List<Double> validation) implements Callback {
    Seen() {
      this(new ArrayList<>(), new ArrayList<>());
    }

    @Override
    public void batchFinished(BatchFinished event) {
      List<Double> seen = event.phase() == Phase.TRAIN ? train : validation;
      for (BatchOutput output : event.outputs()) {
        Tensor classes = output.target().to(DType.FLOAT64);
        Arrays.stream(classes.toDoubleArray()).forEach(seen::add);
      }
    }

    private long rare() {
      return train.stream().filter(label -> label == 1).count();
    }
  }

  private Seen train(String loss, String keys) throws IOException {
    StringBuilder text = new StringBuilder("a,b,kind\n");
    for (int i = 0; i < ROWS; i++) {
      text.append(i % 7).append(',').append(i % 11).append(',');
      text.append(i % (ROWS / RARE) == 0 ? "rare" : "common").append('\n');
    }
    Files.writeString(folder.resolve("rows.csv"), text);
    Path file = folder.resolve("run.yaml");
    Files.writeString(
        file,
        """
        data: {csv: rows.csv, target: kind, validationFile: rows.csv}
        model: %s
        loss: %s
        optimizer: {type: sgd, learningRate: 0.1}
        epochs: 2
        batchSize: 32
        %s
        """
            .formatted(loss.startsWith("cross") ? "softmax" : "logistic", loss, keys));
    Seen seen = new Seen();
    TrainingRun.prepare(RunConfig.load(file, List.of())).train(Device.cpu(), seen);
    return seen;
  }

  @Test
  void eachClassComesAsOftenAsTheOther() throws IOException {
    for (String loss : List.of("cross_entropy", "bce_with_logits")) {
      Seen usual = train(loss, "seed: 3");
      assertEquals(2 * RARE, usual.rare(), loss);
      Seen seen = train(loss, "seed: 3\nsampler: balanced");
      assertEquals(2 * ROWS, seen.train.size(), loss);
      // Five standard deviations of 800 draws.
      assertEquals(ROWS, seen.rare(), 70, loss);
      assertEquals(usual.validation, seen.validation, "rows held out are each judged once");
    }
  }

  @Test
  void theSeedSaysWhichRowsComeAndWorkersDoNot() throws IOException {
    Seen one = train("cross_entropy", "sampler: balanced");
    assertEquals(one.train, train("cross_entropy", "sampler: balanced\nworkers: 2").train);
    assertNotEquals(one.train, train("cross_entropy", "sampler: balanced\nseed: 1").train);
  }

  /** The rows of an epoch whose class is not the first, of how many. */
  private static long[] drawn(RunConfig config) {
    long second = 0;
    long rows = 0;
    try (DataLoader loader = RunData.load(config).trainLoader(config.training())) {
      for (Batch batch : loader) {
        long[] classes = batch.targets().toLongArray();
        second += Arrays.stream(classes).filter(label -> label > 0).count();
        rows += classes.length;
      }
    }
    return new long[] {second, rows};
  }

  private RunConfig config(String data, String model, String keys) throws IOException {
    Path file = folder.resolve("run.yaml");
    Files.writeString(
        file,
        """
        data: %s
        model: %s
        optimizer: {type: sgd, learningRate: 0.1}
        epochs: 1
        %s
        """
            .formatted(data, model, keys));
    return RunConfig.load(file, List.of());
  }

  @Test
  void imagesAndTextsAreDrawnToo() throws IOException {
    Pictures.write(folder.resolve("pictures"), 20, 1);
    for (int i = 2; i < 20; i++) {
      Files.delete(folder.resolve("pictures/standing/" + i + ".png"));
    }
    StringBuilder lines = new StringBuilder();
    for (int i = 0; i < 22; i++) {
      String mood = i < 20 ? "calm" : "wild";
      lines.append("{\"text\": \"words of ").append(mood).append("\", \"mood\": \"");
      lines.append(mood).append("\"}\n");
    }
    Files.writeString(folder.resolve("lines.jsonl"), lines.toString());
    String texts = "{text: lines.jsonl, target: mood, minFrequency: 1}";
    String network = "{type: lstm, embeddingDim: 2, hiddenSize: 2}";
    for (List<String> each :
        List.of(
            List.of("{images: pictures}", "{type: cnn, channels: [2]}"), List.of(texts, network))) {
      long[] usual = drawn(config(each.get(0), each.get(1), "seed: 1"));
      assertArrayEquals(new long[] {2, 22}, usual, each.get(0));
      long[] balanced = drawn(config(each.get(0), each.get(1), "sampler: balanced"));
      assertEquals(22, balanced[1], each.get(0));
      // Fewer than 4 or more than 18 of 22 come once in 1,200 seeds.
      assertTrue(balanced[0] >= 4 && balanced[0] <= 18, balanced[0] + " of " + each.get(0));
    }
  }
}
