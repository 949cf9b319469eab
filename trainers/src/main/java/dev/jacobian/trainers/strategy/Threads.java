package dev.jacobian.trainers.strategy;

import dev.jacobian.device.Device;
import dev.jacobian.device.threads.WorkerThreads;
import dev.jacobian.shape.Fix;
import dev.jacobian.shape.OptionException;

/**
 * Computes shards on several threads of the CPU at once, each shard on one thread with memory of
 * its own. That is faster than dividing each kernel where kernels are small: many layers, small
 * batches. The bits are those of {@link SingleDevice} with as many shards, for any number of
 * threads.
 *
 * <p>Weights are shared, not copied; each thread has activations and a gradient of its own. What
 * layers do in Java, such as taking random numbers, is done for one shard after the other before
 * they are computed.
 *
 * <p>A model that changes tensors of its own in forward, such as running means: each shard goes on
 * from what the one before it left, as in gradient accumulation, so shards are then computed one
 * after the other on the calling thread, and one line in the log names the tensor. (PyTorch's
 * {@code DataParallel} and {@code DistributedDataParallel} keep the first replica's.) The same is
 * done for gradients that are not compiled.
 *
 * @param workers the threads, the calling one included; at least 1
 */
public record Threads(int workers) implements GradientStrategy {
  /** Checks the number. */
  public Threads {
    if (workers < 1) {
      throw new OptionException("threads: " + workers + " workers", "at least 1");
    }
  }

  /**
   * {@inheritDoc}
   *
   * @throws OptionException if there are fewer shards than workers, or the model is not on the CPU
   */
  @Override
  public GradientSource open(GradientTask task) {
    if (task.shards() < workers) {
      throw new OptionException(
          "threads: " + workers + " workers for a step of " + task.shards() + " shards",
          "at least as many shards as workers",
          Fix.of("set more shards, or fewer workers", "shards: " + workers));
    }
    if (task.device().kind() != Device.Kind.CPU) {
      throw new OptionException(
          "threads: the model is on " + task.device(),
          "a model on the CPU, whose threads compute the shards",
          Fix.of("use the strategy SingleDevice there", "strategy: single"));
    }
    // One shard has nothing to be divided: as on one device.
    return task.shards() == 1
        ? new SingleDevice().open(task)
        : new ShardedGradients(task, new WorkerThreads("jacobian-gradient", workers));
  }

  /** Returns the name and the number of workers. */
  @Override
  public String toString() {
    return "threads, " + workers + (workers == 1 ? " worker" : " workers");
  }
}
