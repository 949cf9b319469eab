package dev.jacobian.trainers.run;

import dev.jacobian.data.Dataset;
import dev.jacobian.data.Splits;
import dev.jacobian.data.Standardizer;
import dev.jacobian.data.Subset;
import dev.jacobian.data.TableDataset;
import dev.jacobian.shape.DataException;
import dev.jacobian.trainers.config.ArrayRows;
import dev.jacobian.trainers.config.CsvRows;
import dev.jacobian.trainers.config.DataConfig;
import dev.jacobian.trainers.config.RowSource;
import dev.jacobian.trainers.config.RunConfig;
import dev.jacobian.trainers.config.StandardizeKind;
import dev.jacobian.trainers.config.Task;
import java.util.List;
import java.util.Optional;

/**
 * The rows of a run.
 *
 * @param raw the training rows in the data's own units
 * @param train the training rows as the model is given them
 * @param validation the rows held out as the model is given them, if any
 * @param preparation what lies between the two
 */
public record RunData(
    Dataset raw, Dataset train, Optional<Dataset> validation, Preparation preparation) {

  /**
   * Reads the rows, holds some out, and scales by what is left.
   *
   * @throws DataException if the file cannot be used, or a part would have no row
   */
  public static RunData load(RunConfig config) {
    DataConfig data = config.data();
    Task task = config.loss().kind().task();
    TableDataset rows = read(data.rows(), task);
    requireClasses(rows, task, data);
    if (data.validation() == 0) {
      return prepare(rows, rows, Optional.empty(), config);
    }
    List<Subset> parts =
        Splits.randomSplit(
            rows, config.training().seed(), 1 - data.validation(), data.validation());
    for (Subset part : parts) {
      if (part.size() == 0) {
        throw new DataException(
            data.rows().files().get(0)
                + ": "
                + rows.size()
                + " rows with "
                + data.validation()
                + " held out leave a part without rows",
            "rows to train on and rows to hold out",
            "change data.validation, or use more rows");
      }
    }
    return prepare(rows, parts.get(0), Optional.of(parts.get(1)), config);
  }

  private static TableDataset read(RowSource rows, Task task) {
    return rows instanceof ArrayRows arrays
        ? ArraySource.read(arrays, task)
        : CsvSource.read((CsvRows) rows, task);
  }

  /** Reads rows as a model was trained on them: its features, and its classes in its own order. */
  static TableDataset read(RowSource rows, Preparation trained) {
    return rows instanceof ArrayRows arrays
        ? ArraySource.read(arrays, trained.task(), trained)
        : CsvSource.read((CsvRows) rows, trained.task(), trained);
  }

  private static RunData prepare(
      TableDataset names, Dataset train, Optional<Dataset> validation, RunConfig config) {
    DataConfig data = config.data();
    StandardizeKind kind = data.standardize();
    Preparation preparation =
        new Preparation(
            config.loss().kind().task(),
            names.featureNames(),
            names.targetNames(),
            names.classNames(),
            config.loss().isBalanced()
                ? ClassRows.count(train, names.classNames().size())
                : List.of(),
            kind == StandardizeKind.NONE ? Optional.empty() : Optional.of(Standardizer.fit(train)),
            kind == StandardizeKind.ALL
                ? Optional.of(Standardizer.fitTargets(train))
                : Optional.empty());
    return new RunData(
        train,
        preparation.apply(train, data.rows().isInMemory()),
        validation.map(rows -> preparation.apply(rows, data.rows().isInMemory())),
        preparation);
  }

  private static void requireClasses(TableDataset rows, Task task, DataConfig data) {
    int classes = rows.classNames().size();
    boolean fits = task == Task.REGRESSION || (task == Task.BINARY ? classes == 2 : classes >= 2);
    if (!fits) {
      throw new DataException(
          data.rows().files().get(data.rows().files().size() - 1)
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
