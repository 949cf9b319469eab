package dev.jacobian.data;

import dev.jacobian.shape.DataException;
import dev.jacobian.shape.TensorSpec;
import dev.jacobian.tensor.Tensor;

/**
 * A data set in memory. It holds a copy of the values in Java arrays, so the tensors that it was
 * made from may be released or changed; at most 2^31 - 9 elements each. PyTorch equivalent: {@code
 * torch.utils.data.TensorDataset}.
 */
public final class TensorDataset implements Dataset {
  private static final int CHUNK_ROWS = 4096;

  private final Rows inputs;
  private final Rows targets;

  /**
   * Copies tensors of any dtype and device.
   *
   * @param inputs {@code [n, ...]}
   * @param targets {@code [n, ...]}
   * @throws DataException if the numbers of rows differ, or one is a scalar
   */
  public TensorDataset(Tensor inputs, Tensor targets) {
    this(Rows.copyOf("inputs", inputs), Rows.copyOf("targets", targets));
  }

  TensorDataset(Rows inputs, Rows targets) {
    if (inputs.count() != targets.count()) {
      throw new DataException(
          "inputs " + inputs.spec().shape() + " with targets " + targets.spec().shape(),
          "the same number of rows (first size) in both, received "
              + inputs.count()
              + " and "
              + targets.count());
    }
    this.inputs = inputs;
    this.targets = targets;
  }

  /** Reads all rows of another data set once and keeps them in memory. */
  public static TensorDataset copyOf(Dataset dataset) {
    return RowCollector.collect(dataset, CHUNK_ROWS, batch -> batch);
  }

  /** Returns the shape and type of all inputs together: {@code [n, ...]}. */
  public TensorSpec inputSpec() {
    return inputs.spec();
  }

  /** Returns the shape and type of all targets together: {@code [n, ...]}. */
  public TensorSpec targetSpec() {
    return targets.spec();
  }

  @Override
  public long size() {
    return inputs.count();
  }

  @Override
  public Batch gather(long[] indices) {
    return new Batch(inputs.gather(indices), targets.gather(indices));
  }
}
