package dev.jacobian.data.table;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A table whose columns have names and types: a Parquet file, an Arrow file, the rows of a query.
 * It is read from front to back in chunks of columns, any number of times, so that it may be larger
 * than memory. {@link TableDataset#read} makes a data set in memory of it, {@link
 * MappedDataset#of(TableSource, CsvDataset.Options, java.nio.file.Path)} one in a file.
 */
public interface TableSource {
  /** Returns what errors call it: a path, or the database of a query. */
  String name();

  /** Returns the file that it is; empty if it is none. */
  Optional<Path> file();

  /** Returns its columns, in order. */
  List<SourceColumn> columns();

  /**
   * Opens it at its first row.
   *
   * @param columns places in {@link #columns()} of those that are wanted; the reader has these, in
   *     this order
   * @throws dev.jacobian.shape.DataException if one of them cannot be read, or the source is gone
   */
  default TableReader open(List<Integer> columns) {
    columns.forEach(column -> columns().get(column).requireReadable(name()));
    return reader(columns);
  }

  /** Makes what {@link #open} returns; the columns can be read. */
  TableReader reader(List<Integer> columns);
}
