package dev.jacobian.data;

import dev.jacobian.device.DataChecks;

/**
 * Some rows of another data set, in an order of their own. PyTorch equivalent: {@code
 * torch.utils.data.Subset}.
 */
public final class Subset implements Dataset {
  private final Dataset dataset;
  private final long[] indices;

  /**
   * Takes rows of {@code dataset}.
   *
   * @param indices row i of the subset is row {@code indices[i]} of the data set; copied
   * @throws dev.jacobian.shape.DataException if an index is outside the data set
   */
  public Subset(Dataset dataset, long[] indices) {
    DataChecks.requireInside("subset", indices, indices.length, 0, dataset.size());
    this.dataset = dataset;
    this.indices = indices.clone();
  }

  /** Returns the rows' indices in the data set that this is a part of. */
  public long[] indices() {
    return indices.clone();
  }

  @Override
  public long size() {
    return indices.length;
  }

  @Override
  public Batch gather(long[] wanted) {
    DataChecks.requireInside("gather", wanted, wanted.length, 0, size());
    long[] mapped = new long[wanted.length];
    for (int i = 0; i < wanted.length; i++) {
      mapped[i] = indices[(int) wanted[i]];
    }
    return dataset.gather(mapped);
  }
}
