package dev.jacobian.trainers.run;

import dev.jacobian.data.Dataset;
import dev.jacobian.data.Folds;
import dev.jacobian.data.Folds.Fold;
import dev.jacobian.data.Splits;
import dev.jacobian.data.Subset;
import dev.jacobian.data.table.FeatureSubset;
import dev.jacobian.data.table.TableDataset;
import dev.jacobian.device.MemoryScope;
import dev.jacobian.shape.DataException;
import dev.jacobian.tensor.Tensor;
import dev.jacobian.trainers.config.DataConfig;
import dev.jacobian.trainers.config.RunConfig;
import dev.jacobian.trainers.config.SplitKind;
import dev.jacobian.trainers.config.Task;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;

/** The rows of a run's file, before any are held out. */
final class RunTable {
  private static final int CHUNK_ROWS = 4096;

  private final RunConfig config;
  private final TableDataset table;
  private final long[] groups;

  private RunTable(RunConfig config, TableDataset table, long[] groups) {
    ColumnTypes.requireFew(table.schema(), config.data().columns());
    this.config = config;
    this.table = table;
    this.groups = groups;
  }

  /**
   * Reads the rows.
   *
   * @throws DataException if the file cannot be used
   */
  static RunTable read(RunConfig config) {
    Task task = config.loss().kind().task();
    TableDataset table = RunData.read(config.data(), task);
    requireClasses(table, task, config.data());
    if (config.data().split().kind() != SplitKind.GROUP) {
      return new RunTable(config, table, new long[0]);
    }
    int features = table.schema().size() - 1;
    return new RunTable(config, new FeatureSubset(table, features), groups(table, features));
  }

  /** Returns the group of each row, which is its category in a column. */
  private static long[] groups(TableDataset table, int column) {
    long[] groups = new long[Math.toIntExact(table.size())];
    for (int start = 0; start < groups.length; start += CHUNK_ROWS) {
      try (MemoryScope scope = MemoryScope.open()) {
        int end = Math.min(groups.length, start + CHUNK_ROWS);
        Tensor inputs = table.gather(LongStream.range(start, end).toArray()).inputs();
        double[] categories = inputs.slice(1, column, column + 1).toDoubleArray();
        for (int i = 0; i < categories.length; i++) {
          if (Double.isNaN(categories[i])) {
            throw new DataException(
                "row "
                    + (start + i + 1)
                    + " has no group in the column '"
                    + table.featureNames().get(column)
                    + "'",
                "a text or number in each row",
                "fill it in, or leave such rows out with data.missing: drop_row");
          }
          groups[start + i] = (long) categories[i];
        }
      }
    }
    return groups;
  }

  /** Returns the number of rows. */
  long size() {
    return table.size();
  }

  /** Returns the rows of a run: those that are held out and the others. */
  RunData whole() {
    return prepare(table, groups, Optional.empty());
  }

  /**
   * Divides the rows as the configuration says how.
   *
   * @param seed draws the folds
   */
  List<Fold> folds(int folds, long seed) {
    return switch (config.data().split().kind()) {
      case RANDOM -> Folds.kFold(table, folds, seed);
      case STRATIFIED -> Folds.stratifiedKFold(table, folds, seed);
      case GROUP -> Folds.groupKFold(table, groups, folds, seed);
    };
  }

  /**
   * Returns the rows of a run that trains on all but a fold. The model is judged on the fold only
   * at the end: rows that are held out meanwhile, to say which epoch is the best, are others.
   */
  RunData fold(Fold fold) {
    long[] own =
        groups.length == 0
            ? groups
            : Arrays.stream(fold.train().indices()).map(row -> groups[(int) row]).toArray();
    return prepare(fold.train(), own, Optional.of(fold.test()));
  }

  private RunData prepare(Dataset rows, long[] ownGroups, Optional<Dataset> test) {
    double share = config.data().split().share();
    if (share == 0) {
      return RunData.prepare(table, rows, Optional.empty(), test, config);
    }
    List<Subset> parts = split(rows, ownGroups, share);
    for (Subset part : parts) {
      if (part.size() == 0) {
        throw new DataException(
            config.data().rows().name()
                + ": "
                + rows.size()
                + " rows with "
                + share
                + " held out leave a part without rows",
            "rows to train on and rows to hold out",
            "change data.validation, or use more rows");
      }
    }
    return RunData.prepare(table, parts.get(0), Optional.of(parts.get(1)), test, config);
  }

  private List<Subset> split(Dataset rows, long[] ownGroups, double share) {
    long seed = config.training().seed();
    return switch (config.data().split().kind()) {
      case RANDOM -> Splits.randomSplit(rows, seed, 1 - share, share);
      case STRATIFIED -> Splits.stratified(rows, seed, 1 - share, share);
      case GROUP -> Splits.group(rows, ownGroups, seed, 1 - share, share);
    };
  }

  private static void requireClasses(TableDataset rows, Task task, DataConfig data) {
    int classes = rows.classNames().size();
    boolean fits = task == Task.REGRESSION || (task == Task.BINARY ? classes == 2 : classes >= 2);
    if (!fits) {
      throw new DataException(
          data.rows().name()
              + ": the target '"
              + rows.targetNames().get(0)
              + "' has "
              + classes
              + " classes: "
              + rows.classNames(),
          task == Task.BINARY ? "two classes" : "at least two classes",
          task == Task.BINARY
              ? "use cross_entropy (a softmax or mlp model) for more classes"
              : "look at the target");
    }
  }
}
