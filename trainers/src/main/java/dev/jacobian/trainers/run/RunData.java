package dev.jacobian.trainers.run;

import dev.jacobian.data.Batch;
import dev.jacobian.data.Dataset;
import dev.jacobian.data.TransformedDataset;
import dev.jacobian.data.column.TableSchema;
import dev.jacobian.data.prepare.ColumnEncoding;
import dev.jacobian.data.prepare.SimpleImputer;
import dev.jacobian.data.prepare.Standardizer;
import dev.jacobian.data.prepare.TableEncoder;
import dev.jacobian.data.table.TableDataset;
import dev.jacobian.shape.DataException;
import dev.jacobian.tensor.Tensor;
import dev.jacobian.trainers.config.ArrayRows;
import dev.jacobian.trainers.config.ColumnsConfig;
import dev.jacobian.trainers.config.DataConfig;
import dev.jacobian.trainers.config.MissingKind;
import dev.jacobian.trainers.config.RowSource;
import dev.jacobian.trainers.config.RunConfig;
import dev.jacobian.trainers.config.StandardizeKind;
import dev.jacobian.trainers.config.TableRows;
import dev.jacobian.trainers.config.Task;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * The rows of a run.
 *
 * @param raw the training rows in the data's own units, with none missing and encoded; empty if
 *     they are too many for a {@link LinearReport}, so that they need not be kept beside the others
 * @param train the training rows as the model is given them
 * @param validation the rows held out as the model is given them, if any
 * @param test the rows that the final weights are judged on, likewise
 * @param judged some of the rows that the final weights are judged on, as they are in the file: of
 *     the test, else of those held out, else of the training
 * @param preparation what lies between the two
 * @param notes what a user should know of how they were read
 */
public record RunData(
    Optional<Dataset> raw,
    Dataset train,
    Optional<Dataset> validation,
    Optional<Dataset> test,
    Dataset judged,
    Preparation preparation,
    RowNotes notes) {

  /**
   * Reads the rows, holds some out, and scales by what is left.
   *
   * @throws DataException if a file cannot be used, or a part would have no row
   */
  public static RunData load(RunConfig config) {
    return RunTable.read(config).whole();
  }

  static TableDataset read(DataConfig data, Task task) {
    return data.rows() instanceof ArrayRows arrays
        ? ArraySource.read(arrays, data.dtype(), task)
        : TabularSource.read((TableRows) data.rows(), data, task);
  }

  /** Reads rows as a model was trained on them: its features, and its classes in its own order. */
  static TableDataset read(DataConfig data, Preparation trained) {
    return data.rows() instanceof ArrayRows arrays
        ? ArraySource.read(arrays, data.dtype(), trained)
        : TabularSource.read((TableRows) data.rows(), data.dtype(), trained);
  }

  private static Optional<Dataset> read(
      DataConfig data, Optional<RowSource> rows, Preparation trained) {
    return rows.map(others -> read(data.of(others), trained));
  }

  /**
   * Prepares rows by what the training rows are.
   *
   * @param table what the rows are of
   * @param held the rows of the table that are held out, if any are
   * @param test the rows of the table that the final weights are judged on, if any are
   */
  static RunData prepare(
      TableDataset table,
      Dataset train,
      Optional<Dataset> held,
      Optional<Dataset> test,
      RunConfig config) {
    DataConfig data = config.data();
    Optional<SplitClasses> classes = classes(table, train, held, config);
    classes.ifPresent(counted -> counted.requireFits(config.loss()));
    Preparation preparation = fit(table, train, classes, config);
    Optional<Dataset> validation =
        held.or(() -> read(data, data.split().validation(), preparation));
    Optional<Dataset> tested = test.or(() -> read(data, data.split().test(), preparation));
    Dataset raw =
        preparation.missing().isEmpty() && preparation.encoder().isPlain()
            ? train
            : mapped(train, preparation::encoded);
    Optional<SplitClasses> counted =
        held.isPresent() ? classes : classes(table, train, validation, config);
    boolean fitsMemory = data.rows().isInMemory();
    return new RunData(
        Optional.of(raw).filter(rows -> rows.size() <= LinearReport.MOST_ROWS),
        preparation.apply(train, fitsMemory),
        validation.map(rows -> preparation.apply(rows, fitsMemory)),
        tested.map(rows -> preparation.apply(rows, fitsMemory)),
        PermutationImportance.sample(
            tested.or(() -> validation).orElse(train),
            table.schema().size(),
            config.training().seed()),
        preparation,
        RowNotes.of(data.rows(), table)
            .with(ColumnTypes.notes(table.schema(), data.columns()))
            .with(
                preparation
                    .missing()
                    .map(usual -> MissingNotes.of(usual, table.schema()))
                    .orElse(List.of()))
            .with(counted.map(SplitClasses::notes).orElse(List.of()))
            .with(
                train == table || !fitsMemory
                    ? List.of()
                    : UntrainedCategories.notes(table.schema(), train))
            .with(LostDigits.notes(raw, preparation)));
  }

  /** Returns what follows from the training rows, and from them only. */
  private static Preparation fit(
      TableDataset table, Dataset train, Optional<SplitClasses> classes, RunConfig config) {
    DataConfig data = config.data();
    Optional<SimpleImputer> missing =
        data.missing() == MissingKind.MEAN
            ? Optional.of(SimpleImputer.fit(train, table.schema()))
            : Optional.empty();
    Dataset filled = missing.map(usual -> mapped(train, usual::transform)).orElse(train);
    TableEncoder encoder = encoder(table.schema(), train, data.columns());
    Dataset raw = encoder.isPlain() ? filled : mapped(filled, encoder::encode);
    return new Preparation(
        config.loss().kind().task(),
        config.dtype(),
        encoder,
        table.targetNames(),
        table.classNames(),
        config.loss().isBalanced() ? classes.map(SplitClasses::train).orElse(List.of()) : List.of(),
        missing,
        features(data, raw, encoder),
        data.standardize() == StandardizeKind.ALL
            ? Optional.of(Standardizer.fitTargets(raw))
            : Optional.empty(),
        Preparation.settings(config));
  }

  /** Counts the classes where it matters, and where it costs no pass over a file. */
  private static Optional<SplitClasses> classes(
      TableDataset table, Dataset train, Optional<Dataset> validation, RunConfig config) {
    boolean isSplit = validation.isPresent() && config.data().rows().isInMemory();
    return config.loss().kind().task() != Task.REGRESSION && (config.loss().isBalanced() || isSplit)
        ? Optional.of(SplitClasses.count(table, train, validation))
        : Optional.empty();
  }

  private static TableEncoder encoder(TableSchema schema, Dataset rows, ColumnsConfig columns) {
    List<ColumnEncoding> encodings = schema.features().stream().map(columns::encoding).toList();
    return TableEncoder.fit(schema, encodings, rows);
  }

  private static Dataset mapped(Dataset rows, UnaryOperator<Tensor> inputs) {
    return new TransformedDataset(
        rows, batch -> new Batch(inputs.apply(batch.inputs()), batch.targets()));
  }

  /** Returns the scaling of features; statistics of raw rows need no division of their own. */
  private static Optional<Standardizer> features(
      DataConfig data, Dataset encoded, TableEncoder encoder) {
    if (data.standardize() != StandardizeKind.NONE) {
      return Optional.of(Standardizer.fit(encoded).onlyOf(encoder.quantities()));
    }
    return data.divideBy() == 1
        ? Optional.empty()
        : Optional.of(Preparation.dividing(data.divideBy(), encoder.inputNames().size()));
  }
}
