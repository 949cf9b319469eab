package dev.jacobian.data.table;

import dev.jacobian.data.TensorDataset;
import dev.jacobian.data.column.ColumnType;
import dev.jacobian.shape.DType;
import dev.jacobian.shape.Shape;
import dev.jacobian.shape.TensorSpec;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Puts the parts of a table together, features and targets into an array each. */
final class TableBuilder implements CsvFile.Sink {
  private final TableColumns columns;
  private final CsvDataset.Options options;
  private final GrowingNumbers features;
  private final GrowingNumbers targets;
  private final Map<Integer, FoundCategories> found;
  private long rows;
  private final long[] dropped;

  TableBuilder(TableColumns columns, CsvDataset.Options options) {
    this.columns = columns;
    this.options = options;
    this.features = new GrowingNumbers(columns.file(), options.dtype());
    this.targets = new GrowingNumbers(columns.file(), options.dtype());
    this.found = columns.found();
    this.dropped = new long[columns.names().size()];
  }

  @Override
  public void add(TablePart part, double share) {
    found.forEach((slot, categories) -> categories.add(part, slot));
    int count = part.rows() * columns.features().size();
    part.copyFeatures(features.reserve(count, share), features.size());
    features.extend(count);
    int targetCount = part.rows() * columns.targets().size();
    part.copyTargets(targets.reserve(targetCount, share), targets.size());
    targets.extend(targetCount);
    rows += part.rows();
    part.addDropped(dropped);
  }

  /** Returns the data set of all rows of a file. */
  CsvDataset finish() {
    return finish(null);
  }

  /**
   * Returns the data set of all rows.
   *
   * @param source what they were made of; null for a file that can be looked at
   */
  CsvDataset finish(@Nullable SourceFingerprint source) {
    if (rows == 0) {
      throw RowErrors.noRows(columns.file(), columns.dropped(dropped));
    }
    int width = columns.features().size();
    found.forEach(
        (slot, categories) -> {
          if (slot < width) {
            categories.renumber(features, slot, width);
          } else {
            categories.renumber(targets, slot - width, columns.targets().size());
          }
        });
    List<ColumnType> types = columns.types(found);
    boolean hasClasses = options.classTarget();
    TensorSpec inputSpec = new TensorSpec(Shape.of(rows, width), options.dtype());
    TensorSpec targetSpec =
        hasClasses
            ? new TensorSpec(Shape.of(rows), DType.INT64)
            : new TensorSpec(Shape.of(rows, columns.targets().size()), options.dtype());
    return new CsvDataset(
        TensorDataset.ofArrays(
            features.array(),
            inputSpec,
            hasClasses ? targets.toLongs() : targets.array(),
            targetSpec),
        columns.schema(types),
        columns.names(columns.targets()),
        TableColumns.classNames(options, types),
        columns.dropped(dropped),
        source);
  }
}
