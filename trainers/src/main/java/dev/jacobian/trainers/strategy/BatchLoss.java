package dev.jacobian.trainers.strategy;

import dev.jacobian.nn.loss.Loss;
import dev.jacobian.shape.DType;
import dev.jacobian.shape.Shape;
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
    Tensor mean = loss.forward(predictions, targets);
    if (!loss.isWeightedMean()) {
      return new BatchLoss(mean, Optional.empty());
    }
    Tensor rows =
        Tensor.full(
            Shape.scalar(), (double) predictions.get(0).size(0), DType.FLOAT64, mean.device());
    return new BatchLoss(mean, Optional.of(loss.weights(rows, targets).get(0)));
  }
}
