package dev.jacobian.trainers.strategy;

import dev.jacobian.tensor.Tensor;
import dev.jacobian.trainers.callback.BatchOutput;
import java.util.List;
import java.util.Optional;

/**
 * What a step gave.
 *
 * @param loss the mean loss of the batch's rows, a float64 scalar without a place on the tape
 * @param lossMeans the means that the loss is the sum of, and below each what it counts among those
 *     of other batches, float64 {@code [2, means]}, if one is weighted; else it counts by its rows
 * @param rows the batch's rows
 * @param outputs predictions and targets of each shard, in order
 * @param gradientNorm the Euclidean norm of the gradient, a float64 scalar, if it was asked for
 */
public record StepOutcome(
    Tensor loss,
    Optional<Tensor> lossMeans,
    long rows,
    List<BatchOutput> outputs,
    Optional<Tensor> gradientNorm) {
  /** Copies the list. */
  public StepOutcome {
    outputs = List.copyOf(outputs);
  }

  /** An outcome without the norm of a gradient. */
  public StepOutcome(
      Tensor loss, Optional<Tensor> lossMeans, long rows, List<BatchOutput> outputs) {
    this(loss, lossMeans, rows, outputs, Optional.empty());
  }
}
