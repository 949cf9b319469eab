package dev.jacobian.trainers.strategy;

import dev.jacobian.device.Device;
import dev.jacobian.nn.Module;
import dev.jacobian.nn.loss.Loss;
import dev.jacobian.nn.loss.Reduction;
import dev.jacobian.shape.Fix;
import dev.jacobian.shape.OptionException;

/**
 * Which gradients a strategy is to compute.
 *
 * @param model in training mode; its parameters and buffers are read as they are at each step
 * @param device where the model lies
 * @param loss gives the mean loss of the rows it sees, a scalar
 * @param shards the micro-batches of a step, at least 1
 * @param compile whether gradients are compiled
 */
public record GradientTask(
    Module model, Device device, Loss loss, int shards, CompileMode compile) {
  /**
   * Checks that the loss can be divided.
   *
   * @throws OptionException if it is a sum over the rows, which has no meaning over several shards
   */
  public GradientTask {
    if (shards > 1 && loss.reduction() == Reduction.SUM) {
      throw new OptionException(
          "training: " + shards + " shards with a loss that is the sum over the rows",
          "a loss that is their mean, since each shard counts by its rows",
          Fix.of("use Reduction.MEAN, or one shard", "shards: 1"));
    }
  }
}
