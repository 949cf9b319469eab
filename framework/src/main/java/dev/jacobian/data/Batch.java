package dev.jacobian.data;

import dev.jacobian.device.Device;
import dev.jacobian.device.MemoryScope;
import dev.jacobian.shape.DataException;
import dev.jacobian.tensor.Tensor;

/**
 * Some rows of a data set: row i of the inputs belongs to row i of the targets.
 *
 * @param inputs {@code [n, ...]}
 * @param targets {@code [n, ...]}; {@code [n, 0]} if the data has no targets
 */
public record Batch(Tensor inputs, Tensor targets) {
  /**
   * Checks that both parts have the same number of rows.
   *
   * @throws DataException if they have not, or one is a scalar
   */
  public Batch {
    if (inputs.shape().rank() == 0
        || targets.shape().rank() == 0
        || inputs.size(0) != targets.size(0)) {
      throw new DataException(
          "a batch of inputs " + inputs.shape() + " with targets " + targets.shape(),
          "the same number of rows (first size) in both");
    }
  }

  /** Returns the number of rows. */
  public long size() {
    return inputs.size(0);
  }

  /** Returns the batch on another device; this one if it lies there. */
  public Batch to(Device device) {
    Tensor movedInputs = inputs.to(device);
    Tensor movedTargets = targets.to(device);
    return movedInputs == inputs && movedTargets == targets
        ? this
        : new Batch(movedInputs, movedTargets);
  }

  /**
   * Makes {@code scope} release this batch when it closes, whoever was to do it before. For a loop
   * that asks for the batch outside the scope of its step:
   *
   * <pre>{@code
   * for (Batch batch : loader) {
   *   try (MemoryScope scope = MemoryScope.open()) {
   *     batch.releaseWith(scope);
   *     ...
   *   }
   * }
   * }</pre>
   *
   * @return this batch
   */
  public Batch releaseWith(MemoryScope scope) {
    inputs.storage().moveTo(scope);
    targets.storage().moveTo(scope);
    return this;
  }
}
