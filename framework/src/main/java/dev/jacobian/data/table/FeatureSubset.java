package dev.jacobian.data.table;

import dev.jacobian.data.Batch;
import dev.jacobian.data.column.TableSchema;
import dev.jacobian.shape.DataException;
import dev.jacobian.shape.TensorSpec;
import java.util.List;

/**
 * The first features of another table. The others were read for something else, such as a column
 * that says which rows belong together.
 *
 * @param table all of it
 * @param features how many of its features these are
 */
public record FeatureSubset(TableDataset table, int features) implements TableDataset {
  /**
   * Checks the number.
   *
   * @throws DataException if there are not as many features
   */
  public FeatureSubset {
    if (features < 1 || features > table.schema().size()) {
      throw new DataException(
          features + " of " + table.schema().size() + " features",
          "from 1 to " + table.schema().size());
    }
  }

  @Override
  public TableSchema schema() {
    return new TableSchema(table.schema().features().subList(0, features));
  }

  @Override
  public List<String> targetNames() {
    return table.targetNames();
  }

  @Override
  public List<String> classNames() {
    return table.classNames();
  }

  @Override
  public DroppedRows dropped() {
    return table.dropped();
  }

  @Override
  public TensorSpec inputSpec() {
    TensorSpec all = table.inputSpec();
    return new TensorSpec(all.shape().withDim(1, features), all.dtype());
  }

  @Override
  public TensorSpec targetSpec() {
    return table.targetSpec();
  }

  @Override
  public long size() {
    return table.size();
  }

  @Override
  public Batch gather(long[] indices) {
    Batch all = table.gather(indices);
    return new Batch(all.inputs().slice(1, 0, features), all.targets());
  }
}
