package dev.jacobian.data;

import dev.jacobian.shape.DType;
import dev.jacobian.shape.DataException;
import dev.jacobian.shape.Shape;
import dev.jacobian.shape.TensorSpec;
import java.util.List;

/** Collects the rows of a file: numbers into growing arrays, labels into class indices. */
final class CsvTable {
  private final CsvColumns columns;
  private final CsvDataset.Options options;
  private final GrowingNumbers features;
  private final GrowingNumbers targets;
  private final ClassLabels labels;
  private long rows;
  private long dropped;

  CsvTable(CsvColumns columns, CsvDataset.Options options) {
    this.columns = columns;
    this.options = options;
    this.features = new GrowingNumbers(options.dtype());
    this.targets = new GrowingNumbers(options.dtype());
    this.labels = new ClassLabels(options.classNames());
  }

  /** Adds a row. */
  void add(long line, List<String> cells) {
    if (options.missingValues() == MissingValues.DROP_ROW && hasMissing(cells)) {
      dropped++;
      return;
    }
    for (int column : columns.features()) {
      features.add(feature(line, column, cells.get(column)));
    }
    for (int column : columns.targets()) {
      String cell = cells.get(column);
      if (options.classTarget()) {
        if (cell.isEmpty()) {
          throw missing(line, column, "a class label");
        }
        labels.add(columns.where(line, column), cell);
      } else if (MissingValues.isMissing(cell)) {
        throw missing(line, column, "a number");
      } else {
        targets.add(CsvNumbers.parse(columns, line, column, cell, options.dtype()));
      }
    }
    rows++;
  }

  private boolean hasMissing(List<String> cells) {
    return columns.features().stream().anyMatch(c -> MissingValues.isMissing(cells.get(c)))
        || columns.targets().stream()
            .map(cells::get)
            .anyMatch(c -> options.classTarget() ? c.isEmpty() : MissingValues.isMissing(c));
  }

  private double feature(long line, int column, String cell) {
    if (!MissingValues.isMissing(cell)) {
      return CsvNumbers.parse(columns, line, column, cell, options.dtype());
    }
    if (options.missingValues() == MissingValues.MEAN) {
      // No cell that is present gives a NaN, so it marks the place until the mean is known.
      return Double.NaN;
    }
    throw missing(line, column, "a number");
  }

  private DataException missing(long line, int column, String expected) {
    boolean target = columns.targets().contains(column);
    return new DataException(
        columns.where(line, column) + ": the value is missing",
        expected,
        "fill it in, or choose missing values "
            + (target ? "DROP_ROW" : "MEAN or DROP_ROW")
            + " to go on without it");
  }

  /** Returns the data set of all rows. */
  CsvDataset finish() {
    if (rows == 0) {
      throw new DataException(
          columns.file()
              + (dropped == 0
                  ? ": the file has a header but no rows"
                  : ": all " + dropped + " rows have a missing value and were dropped"),
          "at least one row");
    }
    int width = columns.features().size();
    if (options.missingValues() == MissingValues.MEAN) {
      fillWithMeans(width);
    }
    Rows inputs =
        new Rows(features.toArray(), new TensorSpec(Shape.of(rows, width), options.dtype()));
    return new CsvDataset(
        new TensorDataset(inputs, targetRows()),
        columns.names(columns.features()),
        columns.names(columns.targets()),
        options.classTarget() ? labels.names() : List.of(),
        dropped);
  }

  private Rows targetRows() {
    if (options.classTarget()) {
      return new Rows(labels.indices(), new TensorSpec(Shape.of(rows), DType.INT64));
    }
    Shape shape = Shape.of(rows, columns.targets().size());
    return new Rows(targets.toArray(), new TensorSpec(shape, options.dtype()));
  }

  private void fillWithMeans(int width) {
    for (int column = 0; column < width; column++) {
      double sum = 0;
      int present = 0;
      for (long at = column; at < features.size(); at += width) {
        double value = features.get((int) at);
        if (!Double.isNaN(value)) {
          sum += value;
          present++;
        }
      }
      if (present == 0) {
        int place = columns.features().get(column);
        throw new DataException(
            columns.file()
                + ", column "
                + (place + 1)
                + " '"
                + columns.names().get(place)
                + "': every value is missing, so there is no mean",
            "at least one value",
            "ignore the column");
      }
      for (long at = column; at < features.size(); at += width) {
        if (Double.isNaN(features.get((int) at))) {
          features.set((int) at, sum / present);
        }
      }
    }
  }
}
