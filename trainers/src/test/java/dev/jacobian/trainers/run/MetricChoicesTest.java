package dev.jacobian.trainers.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jacobian.device.Device;
import dev.jacobian.metric.Metric;
import dev.jacobian.trainers.callback.BestEpoch;
import dev.jacobian.trainers.callback.EpochScores;
import dev.jacobian.trainers.callback.Monitor;
import dev.jacobian.trainers.config.MetricChoice;
import dev.jacobian.trainers.config.RunConfig;
import dev.jacobian.trainers.config.kind.MetricKind;
import dev.jacobian.trainers.config.kind.Task;
import dev.jacobian.trainers.record.RunInfo;
import dev.jacobian.trainers.record.RunRecorder;
import dev.jacobian.trainers.record.RunSummary;
import dev.jacobian.trainers.record.ScoreDirection;
import dev.jacobian.trainers.report.HtmlReport;
import dev.jacobian.trainers.saved.Parts;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every metric that a configuration can name is computed, recorded and watched. */
class MetricChoicesTest {
  @TempDir private Path folder;

  @BeforeEach
  void writeRows() throws IOException {
    StringBuilder text = new StringBuilder("x,z,y,kind,half\n");
    Random random = new Random(5);
    for (int i = 0; i < 120; i++) {
      double x = random.nextGaussian();
      double z = random.nextGaussian();
      double y = 3 + x - 0.5 * z + 0.3 * random.nextGaussian();
      String kind = y < 2.4 ? "low" : y < 3.6 ? "middle" : "top";
      text.append(
          String.format(Locale.ROOT, "%f,%f,%f,%s,%s%n", x, z, y, kind, y < 3 ? "no" : "yes"));
    }
    Files.writeString(folder.resolve("rows.csv"), text);
  }

  private RunConfig config(Task task, String... settings) throws IOException {
    Path file = folder.resolve("run.yaml");
    String target =
        switch (task) {
          case REGRESSION -> "{csv: rows.csv, target: y, ignored: [kind, half]";
          case BINARY -> "{csv: rows.csv, target: half, ignored: [kind, y]";
          case CLASSES -> "{csv: rows.csv, target: kind, ignored: [half, y]";
        };
    String model =
        switch (task) {
          case REGRESSION -> "linear";
          case BINARY -> "logistic";
          case CLASSES -> "softmax";
        };
    Files.writeString(
        file,
        """
        data: %s, validation: 0.3}
        model: %s
        optimizer: {type: sgd, learningRate: 0.3}
        epochs: 4
        device: cpu
        """
            .formatted(target, model));
    return RunConfig.load(file, List.of(settings));
  }

  private static String name(MetricKind kind) {
    return kind == MetricKind.TOP_K ? "top_2" : kind.name().toLowerCase(Locale.ROOT);
  }

  @ParameterizedTest
  @EnumSource(MetricKind.class)
  void aMetricIsComputedRecordedAndSaysWhichEpochIsTheBest(MetricKind kind) throws IOException {
    String name = name(kind);
    int trained = 0;
    for (Task task : Task.values()) {
      if (!kind.fits(task)) {
        continue;
      }
      RunConfig config = config(task, "metrics=" + name, "monitor=validation_" + name);
      assertEquals(kind.higherIsBetter(), config.training().monitorIsHigherBetter());
      List<Metric> metrics = Parts.metrics(config.training().metrics());
      assertEquals(List.of(name), metrics.stream().map(Metric::name).toList());
      TrainingRun run = TrainingRun.prepare(config);
      Path out = Files.createDirectories(folder.resolve(name + task));
      TrainingRun.TrainedRun result;
      RunInfo info;
      try (RunRecorder recorder = RunRecorder.start(out, RunInfo.named(name)).withTensorBoard()) {
        result = run.train(Device.cpu(), recorder);
        info = RunOutcome.describe(run, result, recorder.info());
        info.write(out);
      }
      List<EpochScores> history = result.result().history();
      BestEpoch best = new BestEpoch(new Monitor("validation_" + name, kind.higherIsBetter()), 0);
      history.forEach(best::offer);
      assertTrue(best.epoch() > 0, "a number in some epoch");
      double expected = history.get(best.epoch() - 1).score("validation_" + name);
      Map<String, Double> held = result.validationScores().orElseThrow();
      assertEquals(expected, held.get(name), 1e-6 * Math.max(1, Math.abs(expected)));
      requireRecorded(out, name, info);
      trained++;
    }
    assertTrue(trained > 0, name);
  }

  private static void requireRecorded(Path out, String name, RunInfo info) throws IOException {
    for (String phase : List.of("train_", "validation_")) {
      String score = phase + name;
      assertTrue(info.finalScores().containsKey(score), info.finalScores().toString());
      assertFalse(
          RunSummary.read(out).metrics().epochs().stream()
              .anyMatch(epoch -> !epoch.scores().containsKey(score)),
          score);
      assertTrue(
          Files.readString(out.resolve("metrics.csv"))
              .lines()
              .findFirst()
              .orElseThrow()
              .contains(score));
    }
    String page = Files.readString(HtmlReport.write(out));
    assertTrue(page.contains(name.replace('_', ' ')), "the report has the final score");
    try (Stream<Path> files = Files.list(out)) {
      Path events =
          files.filter(f -> f.getFileName().toString().startsWith("events")).findFirst().get();
      String text = new String(Files.readAllBytes(events), StandardCharsets.ISO_8859_1);
      assertTrue(text.contains(name + "/validation"), "TensorBoard has it");
    }
  }

  @ParameterizedTest
  @EnumSource(MetricKind.class)
  void theDirectionOfAScoreFollowsFromItsName(MetricKind kind) {
    ScoreDirection expected = kind.higherIsBetter() ? ScoreDirection.HIGHER : ScoreDirection.LOWER;
    for (String phase : List.of("", "train_", "validation_")) {
      assertEquals(expected, ScoreDirection.of(phase + name(kind)));
    }
    assertEquals(kind, MetricChoice.named(name(kind)).orElseThrow().kind());
  }

  @Test
  void namesThatAreNoMetricsAreNone() {
    for (String name :
        List.of("top_", "top_0", "top_-1", "top_k", "top_3x", "F1", "", "f1_micro")) {
      assertTrue(MetricChoice.named(name).isEmpty(), name);
    }
    assertEquals(ScoreDirection.UNKNOWN, ScoreDirection.of("validation_f2"));
    assertEquals(12, MetricChoice.named("top_12").orElseThrow().k());
  }

  @Test
  void aMonitorIsTakenByItsWholeName() throws IOException {
    // A score whose name ends like another's has its own direction.
    RunConfig config =
        config(Task.CLASSES, "metrics=[recall_macro, log_loss, auc]", "monitor=train_log_loss");
    assertFalse(config.training().monitorIsHigherBetter());
    assertTrue(
        config(Task.CLASSES, "metrics=[recall_macro, log_loss]", "monitor=train_recall_macro")
            .training()
            .monitorIsHigherBetter());
  }
}
