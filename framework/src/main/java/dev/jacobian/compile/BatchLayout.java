package dev.jacobian.compile;

import dev.jacobian.autograd.Unwatched;
import dev.jacobian.data.Batch;
import dev.jacobian.shape.DataException;
import dev.jacobian.tensor.Tensor;
import java.util.List;

/**
 * How the arguments of a compiled function are a batch: inputs, then targets. The first batch says
 * how many there are of each, and all others have as many.
 */
public final class BatchLayout {
  @Unwatched private int inputs;
  @Unwatched private int targets;

  /**
   * Returns the parts of a batch as arguments.
   *
   * @throws DataException if the batches before had not as many inputs and targets
   */
  public Tensor[] arguments(Batch batch) {
    require(batch.inputList().size(), batch.targetList().size());
    return batch.tensors().toArray(Tensor[]::new);
  }

  /** Returns how many arguments are a batch's; what else a function takes stands behind them. */
  public int size() {
    return inputs + targets;
  }

  /** Returns the batch whose parts are the first of the arguments. */
  public Batch batch(Tensor... arguments) {
    return Batch.of(List.of(arguments).subList(0, size()), inputs);
  }

  /** Takes the numbers of parts of the first batch, and checks those of the others. */
  void require(int inputCount, int targetCount) {
    if (inputs == 0) {
      inputs = inputCount;
      targets = targetCount;
    }
    if (inputs != inputCount || targets != targetCount) {
      throw new DataException(
          "a batch has " + inputCount + " inputs and " + targetCount + " targets",
          inputs + " and " + targets + ", as the batches before");
    }
  }
}
