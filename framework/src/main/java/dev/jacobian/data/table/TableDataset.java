package dev.jacobian.data.table;

import dev.jacobian.data.Dataset;
import dev.jacobian.data.column.ColumnType;
import dev.jacobian.data.column.TableSchema;
import dev.jacobian.shape.TensorSpec;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A data set whose columns have names. */
public sealed interface TableDataset extends Dataset
    permits CsvDataset, MappedDataset, ArrayDataset, FeatureSubset {
  /**
   * Reads a source into memory.
   *
   * @param options which columns have which role; how text is written does not matter. A feature
   *     that has no type there has that of the source, text as categories
   * @throws dev.jacobian.shape.DataException if there are no rows, a column that was asked for is
   *     not there or cannot be read, or a cell cannot be used: the message has the row, from 1, and
   *     the column
   */
  static TableDataset read(TableSource source, CsvDataset.Options options) {
    SourceRows rows = new SourceRows(source, options);
    TableBuilder table = rows.read(new TableBuilder(rows.columns(), rows.options()));
    return source.file().isPresent() ? table.finish() : table.finish(rows.fingerprint());
  }

  /**
   * Returns what the features of a source are, by their names: the types that the options have, and
   * else the source's own, text being categories.
   *
   * @throws dev.jacobian.shape.DataException if a column that was asked for is not there
   */
  static Map<String, ColumnType> types(TableSource source, CsvDataset.Options options) {
    return SourceRows.types(source, options);
  }

  /** Returns the features, in the order of the inputs' columns, which have their raw numbers. */
  TableSchema schema();

  /** Returns the names of the features. */
  default List<String> featureNames() {
    return schema().names();
  }

  /** Returns the names of the targets, in the order of the targets' columns. */
  List<String> targetNames();

  @Override
  List<String> classNames();

  /** Returns the rows that {@link MissingValues#DROP_ROW} left out. */
  DroppedRows dropped();

  /**
   * Returns what tells whether the source of the rows is still what it was when they were read;
   * empty if they are of files that can be looked at.
   */
  default Optional<SourceFingerprint> fingerprint() {
    return Optional.empty();
  }

  /** Returns the shape and type of all inputs together: {@code [n, features]}. */
  TensorSpec inputSpec();

  /** Returns the shape and type of all targets together: {@code [n, targets]} or {@code [n]}. */
  TensorSpec targetSpec();
}
