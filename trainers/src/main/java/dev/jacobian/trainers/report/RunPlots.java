package dev.jacobian.trainers.report;

import dev.jacobian.shape.Brief;
import dev.jacobian.trainers.callback.Phase;
import dev.jacobian.trainers.record.RunSummary;
import dev.jacobian.trainers.record.ScoreName;
import dev.jacobian.trainers.record.ScoreRecord;
import dev.jacobian.trainers.record.StepRecord;
import dev.jacobian.trainers.record.TimingRecord;
import dev.jacobian.trainers.report.chart.Curve;
import dev.jacobian.trainers.report.chart.Element;
import dev.jacobian.trainers.report.chart.LineChart;
import dev.jacobian.trainers.report.chart.Palette;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/** The curves of a run over its steps. */
final class RunPlots {
  private static final String STEP = "step";
  private static final String LEARNING_RATE = "learning rate";
  private static final String GRADIENT_NORM = "gradient norm";
  private static final String SPEED = "rows per second";
  private static final int TRAIN_COLOR = 0;
  private static final int VALIDATION_COLOR = 1;
  private static final int OTHER_COLOR = 2;

  /** More curves than any run has: each takes a look at all records. */
  private static final int MOST_CHARTS = 200;

  private RunPlots() {}

  /** Returns a plot for the loss, each metric, learning rate, gradient norm and speed. */
  static List<Element> of(RunSummary run) {
    List<LineChart> charts = new ArrayList<>();
    scores(run).entrySet().stream()
        .limit(MOST_CHARTS)
        .forEach(
            plot ->
                charts.add(new LineChart(Brief.of(plot.getKey()), STEP, plot.getValue(), true)));
    List<StepRecord> steps = run.metrics().steps();
    charts.add(chart(LEARNING_RATE, steps, StepRecord::step, StepRecord::learningRate));
    charts.add(chart(GRADIENT_NORM, steps, StepRecord::step, RunPlots::norm));
    charts.add(chart(SPEED, run.timing(), TimingRecord::step, TimingRecord::rowsPerSecond));
    return charts.stream().filter(chart -> !chart.isEmpty()).map(LineChart::element).toList();
  }

  /** Returns a plot for each score, learning rate, norm and speed, with a curve for each run. */
  static List<Element> of(RunComparison comparison) {
    Set<String> scores = new LinkedHashSet<>();
    comparison
        .runs()
        .forEach(run -> run.metrics().scores().forEach(e -> scores.addAll(e.scores().keySet())));
    List<LineChart> charts = new ArrayList<>();
    for (String score : scores.stream().limit(MOST_CHARTS).toList()) {
      charts.add(
          chart(
              comparison,
              Brief.of(score.replace('_', ' ')),
              run -> having(score, run.metrics().scores()),
              ScoreRecord::step,
              record -> record.scores().getOrDefault(score, Double.NaN)));
    }
    charts.add(
        chart(
            comparison,
            LEARNING_RATE,
            run -> run.metrics().steps(),
            StepRecord::step,
            StepRecord::learningRate));
    charts.add(
        chart(
            comparison,
            GRADIENT_NORM,
            run -> run.metrics().steps(),
            StepRecord::step,
            RunPlots::norm));
    charts.add(
        chart(
            comparison,
            SPEED,
            RunSummary::timing,
            TimingRecord::step,
            TimingRecord::rowsPerSecond));
    return charts.stream().filter(chart -> !chart.isEmpty()).map(LineChart::element).toList();
  }

  private static double norm(StepRecord step) {
    return step.gradientNorm().orElse(Double.NaN);
  }

  private static <T> LineChart chart(
      RunComparison comparison,
      String title,
      Function<RunSummary, List<T>> records,
      ToDoubleFunction<T> place,
      ToDoubleFunction<T> value) {
    List<Curve> curves = new ArrayList<>();
    for (int i = 0; i < comparison.runs().size(); i++) {
      curves.add(
          curve(
              comparison.names().get(i),
              i % Palette.COLORS,
              records.apply(comparison.runs().get(i)),
              place,
              value));
    }
    return new LineChart(title, STEP, curves, true);
  }

  private static <T> LineChart chart(
      String name, List<T> records, ToDoubleFunction<T> place, ToDoubleFunction<T> value) {
    return new LineChart(
        name, STEP, List.of(curve(name, OTHER_COLOR, records, place, value)), true);
  }

  /** Returns the records with a score: not each epoch need have a validation. */
  private static List<ScoreRecord> having(String score, List<ScoreRecord> records) {
    return records.stream().filter(record -> record.scores().containsKey(score)).toList();
  }

  private static <T> Curve curve(
      String name,
      int color,
      List<T> records,
      ToDoubleFunction<T> place,
      ToDoubleFunction<T> value) {
    return Curve.of(
        name,
        color,
        records.stream().mapToDouble(place).toArray(),
        records.stream().mapToDouble(value).toArray());
  }

  /** Returns the curves of each metric, the loss first, with its single steps behind it. */
  private static Map<String, List<Curve>> scores(RunSummary run) {
    Map<String, List<Curve>> plots = new LinkedHashMap<>();
    List<StepRecord> steps = run.metrics().steps();
    List<Curve> losses = new ArrayList<>();
    if (!steps.isEmpty()) {
      losses.add(
          curve("single steps", TRAIN_COLOR, steps, StepRecord::step, StepRecord::loss)
              .asBackground());
    }
    plots.put(Phase.LOSS, losses);
    List<ScoreRecord> records = run.metrics().scores();
    List<String> names =
        records.stream()
            .flatMap(e -> e.scores().keySet().stream())
            .distinct()
            .limit(MOST_CHARTS)
            .toList();
    for (String name : names) {
      ScoreName parts = ScoreName.of(name);
      boolean isTraining = parts.phase().equals("train");
      plots
          .computeIfAbsent(parts.metric(), metric -> new ArrayList<>())
          .add(
              curve(
                  Brief.of(parts.phase().isEmpty() ? name : parts.phase()),
                  isTraining ? TRAIN_COLOR : VALIDATION_COLOR,
                  having(name, records),
                  ScoreRecord::step,
                  record -> record.scores().getOrDefault(name, Double.NaN)));
    }
    return plots;
  }
}
