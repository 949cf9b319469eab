package dev.jacobian.data;

import dev.jacobian.shape.DType;
import dev.jacobian.shape.DataException;
import dev.jacobian.shape.Shape;
import dev.jacobian.shape.TensorSpec;
import java.util.List;

/** Puts the parts of a file together: numbers into two arrays, labels into class indices. */
final class CsvTable implements CsvFile.Sink {
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
    this.features = new GrowingNumbers(columns.file(), options.dtype());
    this.targets = new GrowingNumbers(columns.file(), options.dtype());
    this.labels = new ClassLabels(options.classNames());
  }

  @Override
  public void add(CsvPart part, long readBytes, long allBytes) {
    double share = (double) readBytes / allBytes;
    int count = part.rows() * columns.features().size();
    part.copyFeatures(features.reserve(count, share), features.size());
    features.extend(count);
    if (options.classTarget()) {
      labels.add(part);
    } else {
      int targetCount = part.rows() * columns.targets().size();
      part.copyTargets(targets.reserve(targetCount, share), targets.size());
      targets.extend(targetCount);
    }
    rows += part.rows();
    dropped += part.dropped();
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
        new Rows(features.array(), new TensorSpec(Shape.of(rows, width), options.dtype()));
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
    return new Rows(targets.array(), new TensorSpec(shape, options.dtype()));
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
