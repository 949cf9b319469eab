package dev.jacobian.data;

import dev.jacobian.shape.TensorSpec;
import java.util.List;

/** A data set whose columns have names. */
public sealed interface TableDataset extends Dataset
    permits CsvDataset, MappedDataset, ArrayDataset {
  /** Returns the features, in the order of the inputs' columns, which have their raw numbers. */
  TableSchema schema();

  /** Returns the names of the features. */
  default List<String> featureNames() {
    return schema().names();
  }

  /** Returns the names of the targets, in the order of the targets' columns. */
  List<String> targetNames();

  /**
   * Returns the class labels in the order of their indices; empty if the target is not of classes.
   */
  List<String> classNames();

  /** Returns the rows that {@link MissingValues#DROP_ROW} left out. */
  DroppedRows dropped();

  /** Returns the shape and type of all inputs together: {@code [n, features]}. */
  TensorSpec inputSpec();

  /** Returns the shape and type of all targets together: {@code [n, targets]} or {@code [n]}. */
  TensorSpec targetSpec();
}
