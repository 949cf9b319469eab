package dev.jacobian.trainers.run;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jacobian.data.TensorDataset;
import dev.jacobian.data.TransformedDataset;
import dev.jacobian.device.Device;
import dev.jacobian.trainers.config.RunConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A run whose rows stay in a file gives what one with its rows in memory gives. */
class CachedRunTest {
  @TempDir private Path folder;

  private TrainingRun run(boolean cache, int workers) throws IOException {
    return run(cache, workers, "validation: 0.25", "");
  }

  /**
   * Prepares a run.
   *
   * @param data keys more
   * @param training keys more
   */
  private TrainingRun run(boolean cache, int workers, String data, String training)
      throws IOException {
    Path file = folder.resolve("run.yaml");
    Files.writeString(
        file,
        """
        data: {csv: rows.csv, target: y, standardize: all, missing: mean, cache: %s, %s}
        model: {type: mlp, hidden: [4]}
        loss: mse
        optimizer: {type: adam, learningRate: 0.01}
        epochs: 3
        batchSize: 16
        seed: 5
        workers: %d
        device: cpu
        %s
        """
            .formatted(cache, data, workers, training));
    return TrainingRun.prepare(RunConfig.load(file, List.of()));
  }

  @BeforeEach
  void write() throws IOException {
    SplittableRandom random = new SplittableRandom(8);
    StringBuilder text = new StringBuilder("a,b,y\n");
    for (int row = 0; row < 200; row++) {
      double a = random.nextDouble();
      double b = random.nextDouble();
      text.append(row % 9 == 4 ? "" : a).append(',').append(b).append(',').append(3 * a - b);
      text.append('\n');
    }
    Files.writeString(folder.resolve("rows.csv"), text);
  }

  @Test
  void scoresAndWeightsAreTheSame() throws IOException {
    TrainingRun inMemory = run(false, 0);
    assertInstanceOf(TensorDataset.class, inMemory.data().train());
    TrainingRun.TrainedRun expected = inMemory.train(Device.cpu());
    for (int workers : new int[] {0, 2}) {
      TrainingRun cached = run(true, workers);
      assertInstanceOf(TransformedDataset.class, cached.data().train());
      TrainingRun.TrainedRun trained = cached.train(Device.cpu());
      assertEquals(expected.trainScores(), trained.trainScores());
      assertEquals(expected.validationScores(), trained.validationScores());
      assertArrayEquals(
          inMemory.model().parameters().get(0).tensor().toFloatArray(),
          cached.model().parameters().get(0).tensor().toFloatArray());
    }
    try (Stream<Path> files = Files.list(folder)) {
      assertTrue(files.anyMatch(file -> file.toString().endsWith(".rows")));
    }
  }

  @Test
  void aWindowIsAnotherOrderOfTheRows() throws IOException {
    float[] mixed = weights(run(true, 0, "header: true", ""));
    float[] windowed = weights(run(true, 0, "header: true", "shuffleWindow: 64"));
    assertFalse(Arrays.equals(mixed, windowed));
    assertArrayEquals(windowed, weights(run(false, 2, "header: true", "shuffleWindow: 64")));
    assertArrayEquals(mixed, weights(run(true, 0, "header: true", "shuffleWindow: 200")));
  }

  private static float[] weights(TrainingRun run) {
    run.train(Device.cpu());
    return run.model().parameters().get(0).tensor().toFloatArray();
  }
}
