package dev.jacobian.cli;

import dev.jacobian.trainers.LearningRateCurve;
import dev.jacobian.trainers.LearningRateCurve.Point;
import dev.jacobian.trainers.progress.Format;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;

/** Shows losses at rising learning rates as rows with a bar each, and the rate to take. */
final class LearningRateTable {
  private static final int MOST_ROWS = 25;
  private static final int BAR_WIDTH = 40;
  private static final MathContext SHOWN = new MathContext(2);

  private LearningRateTable() {}

  static String of(LearningRateCurve curve) {
    List<Point> points = curve.points();
    StringBuilder text = new StringBuilder();
    double lowest = points.stream().mapToDouble(Point::loss).min().orElse(0);
    double highest = highestBeforeLowest(points);
    int every = Math.max(1, (points.size() + MOST_ROWS - 1) / MOST_ROWS);
    if (!points.isEmpty()) {
      row(text, "rate", "loss", "");
    }
    for (int i = 0; i < points.size(); i += every) {
      Point point = points.get(i);
      double height = highest > lowest ? (point.loss() - lowest) / (highest - lowest) : 0;
      row(
          text,
          rate(point.learningRate()),
          Format.score(point.loss()),
          "#".repeat(1 + (int) Math.round(Math.min(1, height) * (BAR_WIDTH - 1))));
    }
    text.append(points.isEmpty() ? "" : System.lineSeparator());
    curve.stopReason().ifPresent(reason -> line(text, "ended", reason));
    line(text, "suggestion", suggestion(curve.suggestion()));
    return text.toString();
  }

  /** Returns the height of a full bar. A loss that explodes at the end would flatten all others. */
  private static double highestBeforeLowest(List<Point> points) {
    double highest = Double.NEGATIVE_INFINITY;
    double before = Double.NEGATIVE_INFINITY;
    double lowest = Double.POSITIVE_INFINITY;
    for (Point point : points) {
      before = Math.max(before, point.loss());
      if (point.loss() < lowest) {
        lowest = point.loss();
        highest = before;
      }
    }
    return highest;
  }

  private static String suggestion(OptionalDouble rate) {
    return rate.isPresent()
        ? "optimizer.learningRate=" + rate(rate.getAsDouble())
        : "none, since the loss fell nowhere farther than by chance; try other rates with --from and --to, or more --steps";
  }

  /** Returns a rate with two digits, as it is written in a configuration. */
  private static String rate(double rate) {
    return new BigDecimal(rate).round(SHOWN).stripTrailingZeros().toString();
  }

  private static void row(StringBuilder text, String rate, String loss, String bar) {
    text.append(String.format(Locale.ROOT, "%11s %11s  %s", rate, loss, bar).stripTrailing())
        .append(System.lineSeparator());
  }

  private static void line(StringBuilder text, String label, String content) {
    text.append(String.format(Locale.ROOT, "%-11s %s%n", label, content));
  }
}
