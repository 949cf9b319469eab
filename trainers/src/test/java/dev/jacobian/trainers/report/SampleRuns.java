package dev.jacobian.trainers.report;

import dev.jacobian.trainers.record.Confusion;
import dev.jacobian.trainers.record.Importance;
import dev.jacobian.trainers.record.Metrics;
import dev.jacobian.trainers.record.PredictedActual;
import dev.jacobian.trainers.record.RunInfo;
import dev.jacobian.trainers.record.RunSummary;
import dev.jacobian.trainers.record.ScoreRecord;
import dev.jacobian.trainers.record.StepRecord;
import dev.jacobian.trainers.record.TimingRecord;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Random;

/** Runs to look at. */
final class SampleRuns {
  private static final int STEPS_PER_EPOCH = 8;

  private SampleRuns() {}

  /** Returns a classification with as many epochs, falling losses and a norm of the gradients. */
  static RunSummary classes(int epochs) {
    Random random = new Random(1);
    List<StepRecord> steps = new ArrayList<>();
    List<ScoreRecord> ends = new ArrayList<>();
    List<TimingRecord> times = new ArrayList<>();
    for (int epoch = 1; epoch <= epochs; epoch++) {
      double progress = (double) epoch / epochs;
      double loss = 1.1 * Math.exp(-4 * progress) + 0.02;
      double rate = 0.05 * (1 + Math.cos(Math.PI * progress)) + 1e-5;
      for (int i = 1; i <= STEPS_PER_EPOCH; i++) {
        long step = (long) (epoch - 1) * STEPS_PER_EPOCH + i;
        double noisy = loss * Math.exp(0.3 * random.nextGaussian());
        steps.add(new StepRecord(epoch, step, 16, noisy, rate, OptionalDouble.of(2 * noisy)));
        times.add(new TimingRecord(step, step * 0.01, 50_000 + 5_000 * random.nextGaussian()));
      }
      Map<String, Double> scores = new LinkedHashMap<>();
      scores.put("train_loss", loss);
      scores.put("train_accuracy", 1 - loss / 2);
      scores.put("validation_loss", loss * 1.15 + 0.03 * progress);
      scores.put("validation_accuracy", 1 - loss / 1.7);
      ends.add(ScoreRecord.ofEpoch(epoch, (long) epoch * STEPS_PER_EPOCH, rate, scores));
    }
    RunInfo info =
        RunInfo.named("iris")
            .withStatus(RunInfo.FINISHED)
            .withFacts(
                Map.of("data", "iris.csv: 120 rows and 30 rows held out, 4 features -> species"))
            .withConfig(
                "model: softmax\nepochs: " + epochs + "\n",
                Map.of("model", "softmax", "epochs", Integer.toString(epochs)))
            .withEnvironment(Map.of("Java", "17", "Seed", "0"))
            .withFinalScores(Map.of("validation_accuracy", 0.9667))
            .withConfusion(
                Confusion.of(
                    "30 held-out rows",
                    List.of("setosa", "versicolor", "virginica"),
                    new long[][] {{10, 0, 0}, {0, 9, 1}, {0, 0, 10}}))
            .withImportance(
                new Importance(
                    "30 held-out rows",
                    "accuracy",
                    List.of(
                        new Importance.Column("sepal_length", -0.004, 0.01),
                        new Importance.Column("petal_length", 0.41, 0.05),
                        new Importance.Column("petal_width", 0.18, 0.03))));
    return new RunSummary(info, new Metrics(steps, ends), times);
  }

  /** Returns a regression whose names are markup and whose values are often no numbers. */
  static RunSummary hostile() {
    String name = "<script>alert(1)</script>&\"'\u0001";
    List<StepRecord> steps =
        List.of(
            new StepRecord(1, 1, 4, Double.NaN, 0.1, OptionalDouble.of(Double.POSITIVE_INFINITY)),
            new StepRecord(1, 2, 4, 1e300, 0.1, OptionalDouble.empty()),
            new StepRecord(1, 3, 4, -3, 0.1, OptionalDouble.of(Double.NEGATIVE_INFINITY)),
            new StepRecord(1, 4, 4, 0, 0.1, OptionalDouble.of(Double.NaN)));
    ScoreRecord end = ScoreRecord.ofEpoch(1, 4, 0.1, Map.of("train_" + name, Double.NaN));
    RunInfo info =
        RunInfo.named(name)
            .withStatus("failed: " + name)
            .withFacts(Map.of(name, name))
            .withConfig(name, Map.of(name, name))
            .withEnvironment(Map.of(name, name))
            .withFinalScores(Map.of(name, Double.NaN))
            .withPredictions(
                List.of(
                    new PredictedActual(
                        name, name, List.of(1.0, Double.NaN, 3.0), List.of(1.5, 2.0, 1e308))))
            .withImportance(
                new Importance(
                    name, name, List.of(new Importance.Column(name, Double.NaN, 1e308))));
    return new RunSummary(info, new Metrics(steps, List.of(end)), List.of());
  }

  /** Returns a run that has only begun. */
  static RunSummary empty() {
    return new RunSummary(RunInfo.named("begun"), new Metrics(List.of(), List.of()), List.of());
  }
}
