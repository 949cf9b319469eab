package dev.jacobian.data;

import java.util.function.UnaryOperator;

/**
 * A data set whose batches are changed when they are read, as one larger than memory must be. Where
 * the rows fit into memory, {@link TensorDataset#copyOf} of this changes them only once.
 *
 * @param dataset the rows
 * @param transform makes of a batch one of as many rows; it is called by several threads at once
 */
public record TransformedDataset(Dataset dataset, UnaryOperator<Batch> transform)
    implements Dataset {
  @Override
  public long size() {
    return dataset.size();
  }

  @Override
  public int length(long index) {
    return dataset.length(index);
  }

  @Override
  public Batch gather(long[] indices) {
    return transform.apply(dataset.gather(indices));
  }
}
