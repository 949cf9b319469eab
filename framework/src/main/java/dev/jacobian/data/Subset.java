package dev.jacobian.data;

import dev.jacobian.device.DataChecks;
import java.util.function.LongUnaryOperator;
import java.util.stream.LongStream;

/**
 * Some rows of another data set, in an order of their own. PyTorch equivalent: {@code
 * torch.utils.data.Subset}.
 */
public final class Subset implements Dataset {
  private final Dataset dataset;
  private final LongUnaryOperator indexOf;
  private final long size;

  /**
   * Takes rows of {@code dataset}.
   *
   * @param indices row i of the subset is row {@code indices[i]} of the data set; copied
   * @throws dev.jacobian.shape.DataException if an index is outside the data set
   */
  public Subset(Dataset dataset, long[] indices) {
    DataChecks.requireInside("subset", indices, indices.length, 0, dataset.size());
    this.dataset = dataset;
    long[] copy = indices.clone();
    this.indexOf = i -> copy[(int) i];
    this.size = copy.length;
  }

  /** Takes {@code size} rows of an order from a place on, without memory per row. */
  Subset(Dataset dataset, Permutation order, long first, long size) {
    this.dataset = dataset;
    this.indexOf = i -> order.at(first + i);
    this.size = size;
  }

  /** Returns the rows' indices in the data set that this is a part of. */
  public long[] indices() {
    return LongStream.range(0, size).map(indexOf).toArray();
  }

  @Override
  public long size() {
    return size;
  }

  @Override
  public int length(long index) {
    return dataset.length(indexOf.applyAsLong(index));
  }

  @Override
  public Batch gather(long[] wanted) {
    DataChecks.requireInside("gather", wanted, wanted.length, 0, size());
    long[] mapped = new long[wanted.length];
    for (int i = 0; i < wanted.length; i++) {
      mapped[i] = indexOf.applyAsLong(wanted[i]);
    }
    return dataset.gather(mapped);
  }
}
