package dev.jacobian.data;

import java.util.List;

/**
 * Rows of inputs and targets that can be read in any order. Implementations are safe for use by
 * several threads at once, and what {@link #gather} returns depends on the indices only: the {@link
 * DataLoader}'s workers call it in no fixed order. PyTorch equivalent: {@code
 * torch.utils.data.Dataset}, but whole batches are read at once.
 */
public interface Dataset {
  /** Returns the number of rows. */
  long size();

  /**
   * Returns the class labels in the order of their indices; empty if nothing says them, or the
   * targets are not of classes.
   */
  default List<String> classNames() {
    return List.of();
  }

  /**
   * Returns rows as a batch on the CPU, row i being {@code indices[i]}; an index may repeat. A
   * loader releases what this method makes once the batch has been used; a tensor that is kept for
   * later calls is made outside of it.
   *
   * <p>An implementation that draws random numbers takes them from {@link
   * dev.jacobian.tensor.Generator#threadDefault()}: the loader sets it for each batch, so that the
   * numbers do not depend on which worker reads it.
   *
   * @param indices from 0 to {@code size() - 1}
   * @throws dev.jacobian.shape.DataException if an index is outside that range
   */
  Batch gather(long[] indices);

  /**
   * Returns how long a row is, such as the tokens of a text: what {@link
   * DataLoader.Options#withBucketBatches} sorts by. Rows of one length say 1.
   *
   * @param index from 0 to {@code size() - 1}
   */
  default int length(long index) {
    return 1;
  }
}
