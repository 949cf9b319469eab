package dev.jacobian.trainers.strategy;

import dev.jacobian.data.Batch;
import dev.jacobian.nn.Module;
import dev.jacobian.nn.loss.Loss;

/**
 * Computes the gradient of a step. A step is defined over {@code shards} logical micro-batches:
 * contiguous runs of the batch's rows, whose sizes differ by one at most ({@link Shards}). Each
 * contributes the gradient of the sum of its rows' losses; sums and row counts, or what the loss
 * weighs rows by ({@link Loss#weightedSum}), are added in the order of the shards, and the gradient
 * is their quotient. So it depends on the batch, the weights and the number of shards, never on who
 * computes them: a strategy with threads or machines gives the same bits.
 */
public interface GradientStrategy {
  /**
   * Leaves the gradient of the batch's mean loss in the parameters, whose gradients were cleared.
   *
   * @param model the model, in training mode, on the batch's device
   * @param loss gives the mean loss of the rows it sees, a scalar; one that adds up the rows has no
   *     meaning over several shards
   * @param batch at least one row
   * @param shards the number of micro-batches; one that would be empty is left out
   * @return the loss and the outputs; their tensors belong to the caller's memory scope
   * @throws dev.jacobian.shape.OptionException if the loss is a sum and there are several shards
   */
  StepOutcome compute(Module model, Loss loss, Batch batch, int shards);

  /**
   * Returns whether {@link #compute} does all its work by ops on the thread that calls it and reads
   * no values into Java, so that a compiled step can repeat it.
   */
  boolean isCapturable();
}
