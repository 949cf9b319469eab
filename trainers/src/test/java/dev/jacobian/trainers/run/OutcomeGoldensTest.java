package dev.jacobian.trainers.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jacobian.data.Dataset;
import dev.jacobian.device.Device;
import dev.jacobian.tensor.Tensor;
import dev.jacobian.trainers.config.MetricChoice;
import dev.jacobian.trainers.config.RunConfig;
import dev.jacobian.trainers.config.kind.MetricKind;
import dev.jacobian.trainers.record.ClassReport;
import dev.jacobian.trainers.record.Confusion;
import dev.jacobian.trainers.record.Importance;
import dev.jacobian.trainers.record.RunInfo;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Class reports and permutation importances against scikit-learn's. */
class OutcomeGoldensTest {
  private static final Path GOLDENS = Path.of("src/test/resources/goldens");

  @TempDir private Path folder;

  private static List<String[]> lines() throws IOException {
    return Files.readAllLines(GOLDENS.resolve("importance.txt")).stream()
        .map(line -> line.split(" "))
        .toList();
  }

  private static Confusion confusion(String[] words) {
    long[][] counts =
        Arrays.stream(words, 2, words.length)
            .map(row -> Arrays.stream(row.split(",")).mapToLong(Long::parseLong).toArray())
            .toArray(long[][]::new);
    return Confusion.of(
        "rows", IntStream.range(0, counts.length).mapToObj(String::valueOf).toList(), counts);
  }

  @Test
  void linesAreThoseOfClassificationReport() throws IOException {
    List<ClassReport.Line> expected = new ArrayList<>();
    List<ClassReport.Line> actual = new ArrayList<>();
    for (String[] words : lines()) {
      if (words[0].equals("report")) {
        ClassReport report = ClassReport.of(confusion(words));
        actual.addAll(report.classes());
        actual.addAll(List.of(report.macro(), report.weighted()));
      } else if (words[0].equals("line")) {
        double[] numbers = Arrays.stream(words, 2, 6).mapToDouble(Double::parseDouble).toArray();
        expected.add(
            new ClassReport.Line(words[1], numbers[0], numbers[1], numbers[2], (long) numbers[3]));
      }
    }
    assertEquals(24, expected.size());
    assertEquals(expected.size(), actual.size());
    for (int i = 0; i < expected.size(); i++) {
      String what = i + " " + expected.get(i);
      assertEquals(expected.get(i).precision(), actual.get(i).precision(), 1e-12, what);
      assertEquals(expected.get(i).recall(), actual.get(i).recall(), 1e-12, what);
      assertEquals(expected.get(i).f1(), actual.get(i).f1(), 1e-12, what);
      assertEquals(expected.get(i).support(), actual.get(i).support(), what);
    }
  }

  private TrainingRun linear() throws IOException {
    Files.copy(GOLDENS.resolve("cross_validation.csv"), folder.resolve("rows.csv"));
    Path file = folder.resolve("run.yaml");
    Files.writeString(
        file,
        """
        data: {csv: rows.csv, features: [a, b, c], target: y}
        model: linear
        optimizer: {type: sgd, learningRate: 0.1}
        epochs: 1
        dtype: float64
        device: cpu
        """);
    return TrainingRun.prepare(RunConfig.load(file, List.of()));
  }

  @Test
  void ofScoresThatCancelNoRoundingIsLeft() {
    double whole = 0.69;
    double[] scores = {0.70, 0.68, 0.71, 0.67, 0.69};
    double[] worse = Arrays.stream(scores).map(score -> whole - score).toArray();
    assertTrue(Arrays.stream(worse).sum() != 0, "nothing is rounded here");
    assertEquals(0.0, PermutationImportance.column("x", worse, whole).mean());
    worse[0] += 1e-12;
    assertEquals(2e-13, PermutationImportance.column("x", worse, whole).mean(), 1e-16);
  }

  @Test
  void importancesAreThoseOfPermutationImportance() throws IOException {
    TrainingRun run = linear();
    Map<String, Tensor> weights = new LinkedHashMap<>();
    int checked = 0;
    for (String[] words : lines()) {
      if (words[0].equals("weights")) {
        double[] numbers = Arrays.stream(words).skip(1).mapToDouble(Double::parseDouble).toArray();
        weights.put("weight", Tensor.of(Arrays.copyOf(numbers, 3), 1, 3));
        weights.put("bias", Tensor.of(new double[] {numbers[3]}));
        run.model().loadStateDict(weights);
      } else if (words[0].equals("importance")) {
        MetricKind kind = words[1].equals("r2") ? MetricKind.R2 : MetricKind.RMSE;
        int orders = 2000;
        Importance importance =
            new PermutationImportance(
                    run.model(), run.data().preparation().table(), MetricChoice.of(kind), orders)
                .of(run.data().judged().orElseThrow(), "rows", 7);
        Importance.Column column =
            importance.columns().stream()
                .filter(c -> c.name().equals(words[2]))
                .findFirst()
                .orElseThrow();
        double std = Double.parseDouble(words[4]);
        // Both are means over orders that were drawn: five standard errors of their difference.
        double margin = 5 * std * Math.sqrt(2.0 / orders);
        assertEquals(Double.parseDouble(words[3]), column.mean(), margin, words[1] + words[2]);
        assertEquals(std, column.std(), 0.1 * std, words[1] + words[2]);
        checked++;
      }
    }
    assertEquals(6, checked);
  }

  @Test
  void columnsAreShuffledAsTheyAreInTheFile() throws IOException {
    StringBuilder text = new StringBuilder("word,noise,flag,kind\n");
    Random random = new Random(4);
    for (int i = 0; i < 200; i++) {
      int word = random.nextInt(4);
      text.append("abcd".charAt(word)).append(',').append(random.nextGaussian());
      text.append(random.nextBoolean() ? ",true," : ",false,").append(word % 2 == 0 ? "x" : "y");
      text.append('\n');
    }
    Files.writeString(folder.resolve("rows.csv"), text);
    Path file = folder.resolve("run.yaml");
    Files.writeString(
        file,
        """
        data: {csv: rows.csv, target: kind, validation: 0.3, standardize: features}
        model: softmax
        optimizer: {type: sgd, learningRate: 1}
        epochs: 60
        device: cpu
        """);
    TrainingRun run = TrainingRun.prepare(RunConfig.load(file, List.of()));
    assertTrue(run.data().preparation().table().inputNames().size() > 3, "one-hot inputs");
    TrainingRun.TrainedRun trained = run.train(Device.cpu());
    RunInfo info = RunOutcome.describe(run, trained, RunInfo.named("run"));
    Importance importance = info.importance().orElseThrow();
    assertEquals("60 held-out rows", importance.rows());
    assertEquals("accuracy", importance.score());
    assertEquals("by how much accuracy falls when a column is shuffled", importance.described());
    assertEquals(
        List.of("word", "noise", "flag"),
        importance.columns().stream().map(Importance.Column::name).toList());
    assertEquals("word", importance.sorted().get(0).name());
    assertEquals(0.5, importance.sorted().get(0).mean(), 0.15, "half of the shuffled are right");
    assertEquals(0, importance.sorted().get(1).mean(), 0.1);
    assertEquals(importance, RunOutcome.describe(run, trained, info).importance().orElseThrow());
    info.write(folder);
    assertEquals(info, RunInfo.read(folder).orElseThrow());
  }

  @Test
  void manyRowsAreASampleAndManyColumnsAreLeftOut() throws IOException {
    StringBuilder text = new StringBuilder("y");
    for (int i = 0; i < 60; i++) {
      text.append(",x").append(i);
    }
    for (int row = 0; row < 2500; row++) {
      text.append('\n').append(row % 7);
      for (int i = 0; i < 60; i++) {
        text.append(',').append((row * (i + 1)) % 11);
      }
    }
    Files.writeString(folder.resolve("rows.csv"), text.append('\n'));
    Path file = folder.resolve("run.yaml");
    Files.writeString(
        file,
        """
        data: {csv: rows.csv, target: y, standardize: all}
        model: linear
        optimizer: {type: sgd, learningRate: 0.01}
        epochs: 1
        device: cpu
        """);
    TrainingRun run = TrainingRun.prepare(RunConfig.load(file, List.of()));
    Dataset judged = run.data().judged().orElseThrow();
    assertEquals(2000, judged.size());
    TrainingRun.TrainedRun trained = run.train(Device.cpu());
    RunInfo info = RunInfo.named("run");
    assertTrue(RunOutcome.describe(run, trained, info).importance().isEmpty());
    Importance all =
        RunOutcome.describe(run, trained, info, RunOutcome.Columns.ANY).importance().orElseThrow();
    assertEquals(60, all.columns().size());
    assertEquals("2000 of 2,500 training rows", all.rows());
  }
}
