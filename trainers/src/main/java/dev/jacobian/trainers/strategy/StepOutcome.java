package dev.jacobian.trainers.strategy;

import dev.jacobian.tensor.Tensor;
import dev.jacobian.trainers.callback.BatchOutput;
import java.util.List;
import java.util.Optional;

/**
 * What a step gave.
 *
 * @param loss the mean loss of the batch's rows, a float64 scalar without a place on the tape
 * @param lossWeight what the loss counts in the mean over several batches, a float64 scalar, if it
 *     is weighted; else it counts by its rows
 * @param rows the batch's rows
 * @param outputs predictions and targets of each shard, in order
 * @param gradientNorm the Euclidean norm of the gradient, a float64 scalar, if it was asked for
 */
public record StepOutcome(
    Tensor loss,
    Optional<Tensor> lossWeight,
    long rows,
    List<BatchOutput> outputs,
    Optional<Tensor> gradientNorm) {
  /** Copies the list. */
  public StepOutcome {
    outputs = List.copyOf(outputs);
  }

  /** An outcome without the norm of a gradient. */
  public StepOutcome(
      Tensor loss, Optional<Tensor> lossWeight, long rows, List<BatchOutput> outputs) {
    this(loss, lossWeight, rows, outputs, Optional.empty());
  }

  /** Returns what the loss counts in the mean over several batches. */
  public double weight() {
    return lossWeight.map(Tensor::item).orElse((double) rows);
  }
}
