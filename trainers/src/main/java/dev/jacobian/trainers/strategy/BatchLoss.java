package dev.jacobian.trainers.strategy;

import dev.jacobian.nn.loss.Loss;
import dev.jacobian.shape.DType;
import dev.jacobian.shape.Shape;
import dev.jacobian.tensor.Tensor;
import java.util.List;
import java.util.Optional;

/**
 * The loss of a batch, and how it is averaged over several.
 *
 * @param loss over the batch's rows, a scalar that gradients flow through
 * @param means the means that it is the sum of, and below each what it counts among those of other
 *     batches, float64 {@code [2, means]}; empty if each row counts the same
 */
public record BatchLoss(Tensor loss, Optional<Tensor> means) {
  /** Computes the loss of all outputs of a model. */
  public static BatchLoss of(Loss loss, List<Tensor> predictions, List<Tensor> targets) {
    if (!loss.isWeightedMean()) {
      return new BatchLoss(loss.forward(predictions, targets), Optional.empty());
    }
    List<Tensor> means = loss.means(predictions, targets);
    Tensor sum = sum(means);
    Tensor rows =
        Tensor.full(
            Shape.scalar(), (double) predictions.get(0).size(0), DType.FLOAT64, sum.device());
    return new BatchLoss(sum, Optional.of(weighted(numbers(means), loss.weights(rows, targets))));
  }

  /** Returns the sum of means or of parts of them. */
  static Tensor sum(List<Tensor> means) {
    return means.stream().reduce(Tensor::add).orElseThrow();
  }

  /** Returns scalars as a vector of float64 without a place on the tape. */
  static Tensor numbers(List<Tensor> scalars) {
    return Tensor.stack(0, scalars.stream().map(Gradients::offTape).toArray(Tensor[]::new));
  }

  /** Returns means with what each counts. */
  static Tensor weighted(Tensor means, List<Tensor> weights) {
    return Tensor.stack(0, means, numbers(weights).to(means.device()));
  }
}
