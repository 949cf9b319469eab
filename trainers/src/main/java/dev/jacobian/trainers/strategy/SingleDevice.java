package dev.jacobian.trainers.strategy;

import dev.jacobian.device.threads.WorkerThreads;

/**
 * Computes gradients on the model's device. One shard is fused with the update, in one compiled
 * step. More than one is what is called gradient accumulation: the shards are computed one after
 * the other, so that the activations of one at a time are in memory.
 */
public record SingleDevice() implements GradientStrategy {
  @Override
  public GradientSource open(GradientTask task) {
    return task.shards() == 1
        ? GradientSource.ofOps(new WholeGradient(task))
        : new ShardedGradients(task, new WorkerThreads("jacobian-gradient", 1));
  }

  /** Returns {@code single}. */
  @Override
  public String toString() {
    return "single";
  }
}
