package dev.jacobian.data.table;

import dev.jacobian.shape.Option;
import dev.jacobian.shape.OptionException;
import dev.jacobian.shape.OptionRanges;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/**
 * Which parts of a series become rows: so many steps that are seen, and so many after them that are
 * told. A step is a row of the table that the series lies in. The columns of such a row are called
 * {@code sales(t-2)}, {@code sales(t-1)}, {@code sales(t)} for what is seen, and {@code sales(t+1)}
 * and so on for what is told.
 *
 * @param window number of steps that are seen
 * @param horizon number of steps that are told
 * @param targets the columns that are told, and seen before
 * @param features further columns that are seen
 */
public record SeriesWindows(
    @Option(min = 1, max = 1 << 16) int window,
    @Option(min = 1, max = 1 << 16) int horizon,
    @Option(required = true) List<String> targets,
    @Option List<String> features) {
  /** Checks the numbers and copies the lists. */
  public SeriesWindows {
    targets = List.copyOf(targets);
    features = List.copyOf(features);
    OptionRanges.require(SeriesWindows.class, window, horizon, targets, features);
    if (targets.isEmpty()) {
      throw new OptionException("windows of a series without targets", "at least one column");
    }
  }

  /** Returns the columns of a step, the targets first. */
  public List<String> columns() {
    List<String> columns = new ArrayList<>(targets);
    columns.addAll(features);
    return columns;
  }

  /** Returns what is seen, step after step: {@code a(t-1), b(t-1), a(t), b(t)}. */
  public List<String> featureNames() {
    return names(columns(), window, step -> step == window - 1 ? "t" : "t-" + (window - 1 - step));
  }

  /** Returns what is told, step after step: {@code a(t+1), a(t+2)}. */
  public List<String> targetNames() {
    return names(targets, horizon, step -> "t+" + (step + 1));
  }

  private static List<String> names(List<String> columns, int steps, IntFunction<String> time) {
    return IntStream.range(0, steps)
        .boxed()
        .flatMap(step -> columns.stream().map(name -> name + "(" + time.apply(step) + ")"))
        .toList();
  }

  /** Returns how windows are read: what is seen as features, what is told as targets. */
  public CsvDataset.Options options(CsvDataset.Options options) {
    return options
        .withFeatures(featureNames().stream().map(Column::named).toList())
        .withTargets(targetNames().stream().map(Column::named).toList());
  }
}
