package dev.jacobian.trainers.strategy;

/**
 * How the gradient of a step is made: on one device, on several threads, or elsewhere.
 *
 * <p>A step is defined over {@code shards} logical micro-batches: contiguous runs of the batch's
 * rows, whose sizes differ by one at most ({@link Shards}). Each contributes its part of the
 * batch's mean loss, the sum over its rows divided by what all rows of the batch count ({@link
 * dev.jacobian.nn.loss.Loss#share}), and the gradient of that part; the parts are added in the
 * order of the shards. Shards draw random numbers one after the other. So a step depends on the
 * batch, the weights, the generators and the number of shards, never on who computes it: all
 * strategies give the same bits.
 *
 * <p>To write one that computes elsewhere: divide the batch, which need not have been on a device,
 * with {@link Shards}, let workers that hold the model compute each shard with {@link
 * ShardGradients}, and add what comes back with {@link GradientSum}. Random numbers that the model
 * draws are the workers' own affair then.
 */
public interface GradientStrategy {
  /**
   * Gets ready to compute the gradients of a run.
   *
   * @return what computes them, which has to be closed
   * @throws dev.jacobian.shape.OptionException if this strategy cannot do the task
   */
  GradientSource open(GradientTask task);
}
