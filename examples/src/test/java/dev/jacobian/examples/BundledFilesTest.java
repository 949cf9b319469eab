package dev.jacobian.examples;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jacobian.data.Batch;
import dev.jacobian.data.Dataset;
import dev.jacobian.data.image.ImageFolder;
import dev.jacobian.data.table.CsvDataset;
import dev.jacobian.device.Device;
import dev.jacobian.models.dl4j.DataSetIterators;
import dev.jacobian.models.dl4j.IrisData;
import dev.jacobian.models.dl4j.Targets;
import dev.jacobian.trainers.config.RunConfig;
import dev.jacobian.trainers.run.TrainingRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class BundledFilesTest {
  @Test
  void irisTableHasTheRowsOfDl4jsCopy() {
    Path file = BundledFiles.temporaryFolder("data/iris.csv").resolve("data/iris.csv");
    CsvDataset table =
        CsvDataset.read(file, CsvDataset.Options.defaults().withClassTarget("species"));
    Dataset reference =
        DataSetIterators.toDataset(IrisData.iterator(IrisData.ROWS), Targets.CLASS_INDEX);
    assertEquals(List.of("setosa", "versicolor", "virginica"), table.classNames());
    assertEquals(IrisData.ROWS, table.size());
    long[] rows = LongStream.range(0, table.size()).toArray();
    Batch ours = table.gather(rows);
    Batch theirs = reference.gather(rows);
    assertArrayEquals(theirs.inputs().toFloatArray(), ours.inputs().toFloatArray());
    assertArrayEquals(theirs.targets().toLongArray(), ours.targets().toLongArray());
  }

  @Test
  void theImagesOfDigitsAreThoseOfTheTable() throws IOException {
    List<String> rows = Files.readAllLines(Path.of("data/digits.csv"));
    ImageFolder images =
        ImageFolder.open(Path.of("data/digits.zip"), ImageFolder.Options.defaults());
    assertEquals(500, images.size());
    for (int i = 0; i < images.size(); i++) {
      String file = images.file(i);
      int number = Integer.parseInt(file.substring(file.length() - 8, file.length() - 4));
      String[] cells = rows.get(number + 1).split(",");
      assertEquals(cells[64], images.classNames().get((int) images.labels()[i]));
      float[] pixels = images.gather(new long[] {i}).inputs().toFloatArray();
      for (int at = 0; at < pixels.length; at++) {
        assertEquals(Integer.parseInt(cells[at]) / 16.0, pixels[at], 0.5 / 255 + 1e-6);
      }
    }
  }

  /** The scores that are to be expected from each configuration, by the metric it is judged by. */
  @Test
  void everyConfigurationTrainsToItsScore() throws IOException {
    Map<String, Double> least = new TreeMap<>();
    least.put("airline.yaml", 0.75);
    least.put("norris.yaml", 0.9999);
    least.put("longley.yaml", 0.995);
    least.put("iris.yaml", 0.93);
    least.put("digits.yaml", 0.9);
    least.put("letters.yaml", 0.95);
    least.put("letters-transformer.yaml", 0.95);
    least.put("sums.yaml", 0.45);
    least.put("mtcars.yaml", 0.85);
    least.put("passengers.yaml", 0.73);
    least.put("wines.yaml", 0.93);
    List<Path> files;
    try (Stream<Path> listed = Files.list(Path.of("configs"))) {
      files = listed.sorted().toList();
    }
    assertEquals(least.size(), files.size(), () -> "configurations " + files);
    for (Path file : files) {
      String name = String.valueOf(file.getFileName());
      TrainingRun run = TrainingRun.prepare(RunConfig.load(file, List.of()));
      TrainingRun.TrainedRun trained = run.train(Device.cpu());
      Map<String, Double> scores = trained.validationScores().orElse(trained.trainScores());
      assertFalse(scores.isEmpty());
      double score = scores.getOrDefault("accuracy", scores.getOrDefault("r2", Double.NaN));
      assertTrue(score >= least.get(name), () -> name + " reached " + scores);
    }
  }
}
