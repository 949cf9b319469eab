package dev.jacobian.trainers.record;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * Precision, recall and F1 of each class and in the mean. A share of nothing is 0; a class that is
 * neither actual nor predicted does not count in a mean. Scikit-learn equivalent: {@code
 * classification_report} with {@code zero_division=0}.
 *
 * @param rows which rows, such as {@code 30 held-out rows}
 * @param classes a line for each class
 * @param macro the classes' mean, each counting the same
 * @param weighted the classes' mean, weighted by their rows
 */
public record ClassReport(String rows, List<Line> classes, Line macro, Line weighted) {
  /** Copies the list. */
  public ClassReport {
    classes = List.copyOf(classes);
  }

  /**
   * A line of the report.
   *
   * @param label the class, or which mean
   * @param precision the share of the rows predicted as the class that are of it
   * @param recall the share of the class's rows that were predicted as it
   * @param f1 their harmonic mean
   * @param support the rows of the class
   */
  public record Line(String label, double precision, double recall, double f1, long support) {}

  /** Returns the report of counts. */
  public static ClassReport of(Confusion confusion) {
    List<Line> lines = new ArrayList<>();
    List<Line> present = new ArrayList<>();
    for (int i = 0; i < confusion.classes(); i++) {
      long correct = confusion.count(i, i);
      long predicted = confusion.predicted(i);
      long actual = confusion.actual(i);
      Line line =
          new Line(
              confusion.classNames().get(i),
              share(correct, predicted),
              share(correct, actual),
              share(2 * correct, predicted + actual),
              actual);
      lines.add(line);
      if (predicted + actual > 0) {
        present.add(line);
      }
    }
    return new ClassReport(
        confusion.rows(),
        lines,
        mean("macro mean", present, line -> 1),
        mean("weighted mean", present, Line::support));
  }

  private static double share(long part, long all) {
    return all == 0 ? 0 : (double) part / all;
  }

  private static Line mean(String label, List<Line> lines, ToDoubleFunction<Line> weight) {
    double weights = lines.stream().mapToDouble(weight).sum();
    return new Line(
        label,
        lines.stream().mapToDouble(line -> weight.applyAsDouble(line) * line.precision).sum()
            / weights,
        lines.stream().mapToDouble(line -> weight.applyAsDouble(line) * line.recall).sum()
            / weights,
        lines.stream().mapToDouble(line -> weight.applyAsDouble(line) * line.f1).sum() / weights,
        lines.stream().mapToLong(Line::support).sum());
  }
}
