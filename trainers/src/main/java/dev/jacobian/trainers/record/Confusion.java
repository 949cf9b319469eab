package dev.jacobian.trainers.record;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/**
 * How many rows of each class were predicted as each class.
 *
 * @param rows which rows, such as {@code 30 validation rows}
 * @param classNames in the order of the counts
 * @param counts {@code [actual][predicted]}
 */
public record Confusion(String rows, List<String> classNames, List<List<Long>> counts) {
  /** Copies the lists. */
  public Confusion {
    Objects.requireNonNull(rows, "no rows");
    classNames = List.copyOf(classNames);
    counts = counts.stream().map(List::copyOf).toList();
    int classes = classNames.size();
    if (counts.size() != classes || counts.stream().anyMatch(row -> row.size() != classes)) {
      throw new IllegalArgumentException("counts that are not " + classes + " by " + classes);
    }
  }

  /** Takes counts as {@link dev.jacobian.metric.ConfusionMatrix} gives them. */
  public static Confusion of(String rows, List<String> classNames, long[][] counts) {
    return new Confusion(
        rows,
        classNames,
        Arrays.stream(counts).map(row -> Arrays.stream(row).boxed().toList()).toList());
  }

  /** Returns the number of classes. */
  public int classes() {
    return classNames.size();
  }

  /** Returns the rows of a class. */
  public long actual(int index) {
    return counts.get(index).stream().mapToLong(count -> count).sum();
  }

  /** Returns the rows that were predicted as a class. */
  public long predicted(int index) {
    return counts.stream().mapToLong(row -> row.get(index)).sum();
  }

  /** Returns the rows of one class that were predicted as another. */
  public long count(int actual, int predicted) {
    return counts.get(actual).get(predicted);
  }
}
