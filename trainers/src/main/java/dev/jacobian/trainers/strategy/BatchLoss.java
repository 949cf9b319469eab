package dev.jacobian.trainers.strategy;

import dev.jacobian.nn.loss.Loss;
import dev.jacobian.nn.loss.WeightedSum;
import dev.jacobian.tensor.Tensor;
import java.util.List;
import java.util.Optional;

/**
 * The loss of a batch, and what it counts in the mean over several.
 *
 * @param mean over the batch's rows, a scalar that gradients flow through
 * @param weight the sum of the rows' weights, a scalar; empty if each row counts the same
 */
public record BatchLoss(Tensor mean, Optional<Tensor> weight) {
  /** Computes the loss of all outputs of a model. */
  public static BatchLoss of(Loss loss, List<Tensor> predictions, List<Tensor> targets) {
    if (!loss.isWeightedMean()) {
      return new BatchLoss(loss.forward(predictions, targets), Optional.empty());
    }
    WeightedSum parts = loss.weightedSum(predictions, targets);
    return new BatchLoss(parts.sum().div(parts.weight()), Optional.of(parts.weight()));
  }
}
