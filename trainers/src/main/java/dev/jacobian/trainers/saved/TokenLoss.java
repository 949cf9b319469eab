package dev.jacobian.trainers.saved;

import dev.jacobian.nn.loss.Loss;
import dev.jacobian.nn.loss.Reduction;
import dev.jacobian.tensor.Tensor;

/**
 * The loss of logits {@code [n, t, tokens]} and the tokens {@code [n, t]} that come next, by a loss
 * that has the classes on axis 1.
 *
 * @param loss of logits {@code [n, classes, t]}
 */
record TokenLoss(Loss loss) implements Loss {
  private static Tensor classesFirst(Tensor logits) {
    return logits.transpose(1, 2);
  }

  @Override
  public Tensor forward(Tensor prediction, Tensor target) {
    return loss.forward(classesFirst(prediction), target);
  }

  @Override
  public Reduction reduction() {
    return loss.reduction();
  }

  @Override
  public boolean isWeightedMean() {
    return loss.isWeightedMean();
  }

  @Override
  public Tensor weight(Tensor rows, Tensor target) {
    return loss.weight(rows, target);
  }

  @Override
  public Tensor share(Tensor prediction, Tensor target, Tensor weight) {
    return loss.share(classesFirst(prediction), target, weight);
  }
}
