package dev.jacobian.data;

import dev.jacobian.shape.DType;
import dev.jacobian.shape.Shape;
import dev.jacobian.shape.TensorSpec;
import java.util.Arrays;
import java.util.List;

/** Puts the parts of a file together: numbers into two arrays, labels into class indices. */
final class CsvTable implements CsvFile.Sink {
  private final CsvColumns columns;
  private final CsvDataset.Options options;
  private final GrowingNumbers features;
  private final GrowingNumbers targets;
  private final ClassLabels labels;
  private int[] places = {};
  private long rows;
  private final long[] dropped;

  CsvTable(CsvColumns columns, CsvDataset.Options options) {
    this.columns = columns;
    this.options = options;
    this.features = new GrowingNumbers(columns.file(), options.dtype());
    this.targets = new GrowingNumbers(columns.file(), options.dtype());
    this.labels = new ClassLabels(options.classNames());
    this.dropped = new long[columns.names().size()];
  }

  @Override
  public void add(CsvPart part, double share) {
    int count = part.rows() * columns.features().size();
    part.copyFeatures(features.reserve(count, share), features.size());
    features.extend(count);
    if (options.classTarget()) {
      addLabels(labels.add(part));
    } else {
      int targetCount = part.rows() * columns.targets().size();
      part.copyTargets(targets.reserve(targetCount, share), targets.size());
      targets.extend(targetCount);
    }
    rows += part.rows();
    part.addDropped(dropped);
  }

  private void addLabels(int[] added) {
    int count = Math.toIntExact(rows);
    if (places.length < count + added.length) {
      places = Arrays.copyOf(places, Math.max(count + added.length, 2 * count));
    }
    System.arraycopy(added, 0, places, count, added.length);
  }

  /** Returns the data set of all rows. */
  CsvDataset finish() {
    if (rows == 0) {
      throw CsvErrors.noRows(columns.file(), columns.dropped(dropped));
    }
    int width = columns.features().size();
    Rows inputs =
        new Rows(features.array(), new TensorSpec(Shape.of(rows, width), options.dtype()));
    return new CsvDataset(
        new TensorDataset(inputs, targetRows()),
        TableSchema.numbers(columns.names(columns.features())),
        columns.names(columns.targets()),
        options.classTarget() ? labels.names() : List.of(),
        columns.dropped(dropped));
  }

  private Rows targetRows() {
    if (options.classTarget()) {
      long[] indexOf = labels.indices();
      long[] indices = new long[Math.toIntExact(rows)];
      for (int row = 0; row < indices.length; row++) {
        indices[row] = indexOf[places[row]];
      }
      return new Rows(indices, new TensorSpec(Shape.of(rows), DType.INT64));
    }
    Shape shape = Shape.of(rows, columns.targets().size());
    return new Rows(targets.array(), new TensorSpec(shape, options.dtype()));
  }
}
