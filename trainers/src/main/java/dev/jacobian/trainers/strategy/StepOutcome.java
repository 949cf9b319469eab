package dev.jacobian.trainers.strategy;

import dev.jacobian.tensor.Tensor;
import dev.jacobian.trainers.callback.Output;
import java.util.List;

/**
 * What a step's forward calls gave.
 *
 * @param loss the mean loss of the batch's rows, a float64 scalar without a place on the tape
 * @param rows the batch's rows
 * @param outputs predictions and targets of each shard, in order
 */
public record StepOutcome(Tensor loss, long rows, List<Output> outputs) {
  /** Copies the list. */
  public StepOutcome {
    outputs = List.copyOf(outputs);
  }
}
