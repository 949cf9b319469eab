package dev.jacobian.trainers.run;

import dev.jacobian.data.Batch;
import dev.jacobian.data.Dataset;
import dev.jacobian.data.Folds;
import dev.jacobian.data.Folds.Fold;
import dev.jacobian.data.Splits;
import dev.jacobian.data.Subset;
import dev.jacobian.data.TransformedDataset;
import dev.jacobian.data.column.TableSchema;
import dev.jacobian.data.prepare.ColumnEncoding;
import dev.jacobian.data.prepare.SimpleImputer;
import dev.jacobian.data.prepare.Standardizer;
import dev.jacobian.data.prepare.TableEncoder;
import dev.jacobian.data.table.FeatureSubset;
import dev.jacobian.data.table.SeriesWindows;
import dev.jacobian.data.table.TableDataset;
import dev.jacobian.device.MemoryScope;
import dev.jacobian.shape.DataException;
import dev.jacobian.tensor.Tensor;
import dev.jacobian.trainers.config.RunConfig;
import dev.jacobian.trainers.config.data.ArrayRows;
import dev.jacobian.trainers.config.data.ColumnsConfig;
import dev.jacobian.trainers.config.data.TableData;
import dev.jacobian.trainers.config.data.TableRows;
import dev.jacobian.trainers.config.kind.LossKind;
import dev.jacobian.trainers.config.kind.MissingKind;
import dev.jacobian.trainers.config.kind.SplitKind;
import dev.jacobian.trainers.config.kind.StandardizeKind;
import dev.jacobian.trainers.config.kind.Task;
import dev.jacobian.trainers.saved.ArraySource;
import dev.jacobian.trainers.saved.ColumnTypes;
import dev.jacobian.trainers.saved.Preparation;
import dev.jacobian.trainers.saved.TablePreparation;
import dev.jacobian.trainers.saved.TabularSource;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.LongStream;

/** The rows of a run's file, before any are held out. */
final class RunTable implements RunRows {
  private static final int CHUNK_ROWS = 4096;

  private final RunConfig config;
  private final TableData data;
  private final TableDataset table;
  private final long[] groups;

  private RunTable(RunConfig config, TableData data, TableDataset table, long[] groups) {
    ColumnTypes.requireFew(table.schema(), data.columns());
    this.config = config;
    this.data = data;
    this.table = table;
    this.groups = groups;
  }

  /**
   * Reads the rows.
   *
   * @throws DataException if the file cannot be used
   */
  static RunTable read(RunConfig config, TableData data) {
    Task task = config.loss().kind().task();
    TableDataset table = read(data, task);
    requireClasses(table, task, data);
    if (config.loss().kind() == LossKind.POISSON_NLL) {
      Counts.require(table, data.rows().name());
    }
    if (data.split().kind() != SplitKind.GROUP) {
      return new RunTable(config, data, table, new long[0]);
    }
    int features = table.schema().size() - 1;
    return new RunTable(config, data, new FeatureSubset(table, features), groups(table, features));
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

  @Override
  public long size() {
    return table.size();
  }

  @Override
  public RunData whole() {
    return split(table, groups, Optional.empty());
  }

  @Override
  public List<Fold> folds(int folds, long seed) {
    return switch (data.split().kind()) {
      case RANDOM -> Folds.kFold(table, folds, seed);
      case STRATIFIED -> Folds.stratifiedKFold(table, folds, seed);
      case GROUP -> Folds.groupKFold(table, groups, folds, seed);
      case END -> throw RunRows.noFolds();
    };
  }

  @Override
  public RunData fold(Fold fold) {
    long[] own =
        groups.length == 0
            ? groups
            : Arrays.stream(fold.train().indices()).map(row -> groups[(int) row]).toArray();
    return split(fold.train(), own, Optional.of(fold.test()));
  }

  private RunData split(Dataset rows, long[] ownGroups, Optional<Dataset> test) {
    double share = data.split().share();
    if (share == 0) {
      return prepare(rows, Optional.empty(), test);
    }
    List<Subset> parts = parts(rows, ownGroups, share);
    RunRows.requireRows(data, rows.size(), parts);
    return prepare(parts.get(0), Optional.of(parts.get(1)), test);
  }

  private List<Subset> parts(Dataset rows, long[] ownGroups, double share) {
    long seed = config.training().seed();
    return switch (data.split().kind()) {
      case RANDOM -> Splits.randomSplit(rows, seed, 1 - share, share);
      case STRATIFIED -> Splits.stratified(rows, seed, 1 - share, share);
      case GROUP -> Splits.group(rows, ownGroups, seed, 1 - share, share);
      case END -> Splits.end(rows, share, overlap());
    };
  }

  /** Returns how many windows before one tell some of the steps that it tells. */
  private long overlap() {
    return series().map(windows -> windows.horizon() - 1).orElse(0);
  }

  private Optional<SeriesWindows> series() {
    return data.rows() instanceof TableRows rows ? rows.series() : Optional.empty();
  }

  private static void requireClasses(TableDataset rows, Task task, TableData data) {
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

  private static TableDataset read(TableData data, Task task) {
    return data.rows() instanceof ArrayRows arrays
        ? ArraySource.read(arrays, data.dtype(), task)
        : TabularSource.read((TableRows) data.rows(), data, task);
  }

  /**
   * Prepares rows by what the training rows are.
   *
   * @param held the rows of the table that are held out, if any are
   * @param test the rows of the table that the final weights are judged on, if any are
   */
  private RunData prepare(Dataset train, Optional<Dataset> held, Optional<Dataset> test) {
    Optional<SplitClasses> classes = classes(train, held);
    classes.ifPresent(counted -> counted.requireFits(config.loss()));
    TablePreparation preparation = fit(train, classes);
    Optional<Dataset> validation =
        held.or(() -> data.split().validation().map(rows -> preparation.read(data, rows)));
    Optional<Dataset> tested =
        test.or(() -> data.split().test().map(rows -> preparation.read(data, rows)));
    Dataset raw =
        preparation.missing().isEmpty() && preparation.encoder().isPlain()
            ? train
            : mapped(train, preparation::encoded);
    Optional<SplitClasses> counted = held.isPresent() ? classes : classes(train, validation);
    boolean fitsMemory = data.rows().isInMemory();
    Dataset prepared = preparation.apply(train, fitsMemory);
    return new RunData(
        Optional.of(raw).filter(rows -> rows.size() <= LinearReport.MOST_ROWS),
        prepared,
        prepared,
        Optional.of(train).filter(rows -> !table.classNames().isEmpty()),
        validation.map(rows -> preparation.apply(rows, fitsMemory)),
        tested.map(rows -> preparation.apply(rows, fitsMemory)),
        Optional.of(
            PermutationImportance.sample(
                tested.or(() -> validation).orElse(train),
                table.schema().size(),
                config.training().seed())),
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
  private TablePreparation fit(Dataset train, Optional<SplitClasses> classes) {
    Optional<SimpleImputer> missing =
        data.missing() == MissingKind.MEAN
            ? Optional.of(SimpleImputer.fit(train, table.schema()))
            : Optional.empty();
    Dataset filled = missing.map(usual -> mapped(train, usual::transform)).orElse(train);
    TableEncoder encoder = encoder(table.schema(), train, data.columns());
    Dataset raw = encoder.isPlain() ? filled : mapped(filled, encoder::encode);
    return new TablePreparation(
        config.loss().kind().task(),
        config.dtype(),
        encoder,
        table.targetNames(),
        table.classNames(),
        config.loss().isBalanced() ? classes.map(SplitClasses::train).orElse(List.of()) : List.of(),
        missing,
        features(raw, encoder),
        data.standardize() == StandardizeKind.ALL
            ? Optional.of(Standardizer.fitTargets(raw))
            : Optional.empty(),
        Preparation.settings(config),
        series());
  }

  /** Counts the classes where it matters, and where it costs no pass over a file. */
  private Optional<SplitClasses> classes(Dataset train, Optional<Dataset> validation) {
    boolean isSplit = validation.isPresent() && data.rows().isInMemory();
    return config.loss().kind().task() != Task.REGRESSION && (config.loss().isBalanced() || isSplit)
        ? Optional.of(
            SplitClasses.count(table.targetNames().get(0), table.classNames(), train, validation))
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
  private Optional<Standardizer> features(Dataset encoded, TableEncoder encoder) {
    if (data.standardize() != StandardizeKind.NONE) {
      return Optional.of(Standardizer.fit(encoded).onlyOf(encoder.quantities()));
    }
    return data.divideBy() == 1
        ? Optional.empty()
        : Optional.of(TablePreparation.dividing(data.divideBy(), encoder.inputNames().size()));
  }
}
