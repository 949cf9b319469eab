package dev.jacobian.trainers.strategy;

import dev.jacobian.nn.loss.Loss;
import dev.jacobian.nn.loss.WeightedSum;
import dev.jacobian.tensor.Tensor;
import java.util.Optional;

/**
 * The loss of a batch, and what it counts in the mean over several.
 *
 * @param mean over the batch's rows, a scalar that gradients flow through
 * @param weight the sum of the rows' weights, a scalar; empty if each row counts the same
 */
public record BatchLoss(Tensor mean, Optional<Tensor> weight) {
  /** Computes the loss of predictions. */
  public static BatchLoss of(Loss loss, Tensor prediction, Tensor target) {
    if (!loss.isWeightedMean()) {
      return new BatchLoss(loss.forward(prediction, target), Optional.empty());
    }
    WeightedSum parts = loss.weightedSum(prediction, target);
    return new BatchLoss(parts.sum().div(parts.weight()), Optional.of(parts.weight()));
  }
}
