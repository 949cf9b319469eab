package dev.jacobian.nn.loss;

import dev.jacobian.shape.OptionException;
import dev.jacobian.tensor.Tensor;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/**
 * The loss of a model with several outputs: the weighted sum of one loss for each, {@code sum_i
 * weight_i * loss_i(output_i, target_i)}. Keras equivalent: {@code compile(loss=[...],
 * loss_weights=[...])}.
 *
 * @param losses the loss of each output, in the order of the outputs
 * @param weights what each counts, 0 or more
 */
public record JointLoss(List<Loss> losses, List<Double> weights) implements Loss {
  private static final String NAME = "JointLoss";

  /**
   * Copies the lists.
   *
   * @throws OptionException if there are no losses, not as many weights, or a weight is negative or
   *     not finite
   */
  public JointLoss {
    losses = List.copyOf(losses);
    weights = List.copyOf(weights);
    boolean fit = !losses.isEmpty() && weights.size() == losses.size();
    if (!fit || weights.stream().anyMatch(w -> !(w >= 0 && w < Double.POSITIVE_INFINITY))) {
      throw new OptionException(
          NAME + ": " + losses.size() + " losses with the weights " + weights,
          "a loss for each output and a finite weight, 0 or more, for each loss");
    }
  }

  /** Adds up losses, each with weight 1. */
  public JointLoss(Loss... losses) {
    this(List.of(losses), Collections.nCopies(losses.length, 1.0));
  }

  /** Returns this loss with other weights. */
  public JointLoss withWeights(double... values) {
    return new JointLoss(losses, Arrays.stream(values).boxed().toList());
  }

  @Override
  public Tensor forward(Tensor prediction, Tensor target) {
    return forward(List.of(prediction), List.of(target));
  }

  /**
   * {@inheritDoc}
   *
   * @throws OptionException if there is not an output and a target for each loss
   */
  @Override
  public Tensor forward(List<Tensor> predictions, List<Tensor> targets) {
    if (predictions.size() != losses.size() || targets.size() != losses.size()) {
      throw new OptionException(
          NAME
              + ": "
              + predictions.size()
              + " outputs and "
              + targets.size()
              + " targets for "
              + losses.size()
              + " losses",
          "one output and one target for each loss",
          "Loss.of((outputs, targets) -> ...) takes any number of them");
    }
    Tensor sum = weighted(0, predictions, targets);
    for (int i = 1; i < losses.size(); i++) {
      sum = sum.add(weighted(i, predictions, targets));
    }
    return sum;
  }

  private Tensor weighted(int i, List<Tensor> predictions, List<Tensor> targets) {
    Tensor value = losses.get(i).forward(predictions.get(i), targets.get(i));
    return weights.get(i) == 1 ? value : value.mul(weights.get(i));
  }

  /** Returns the sum if one of the losses is one. */
  @Override
  public Reduction reduction() {
    return losses.stream().anyMatch(loss -> loss.reduction() == Reduction.SUM)
        ? Reduction.SUM
        : Reduction.MEAN;
  }

  @Override
  public WeightedSum weightedSum(Tensor prediction, Tensor target) {
    return weightedSum(List.of(prediction), List.of(target));
  }

  /**
   * {@inheritDoc}
   *
   * @throws OptionException if one of several losses is a weighted mean: what its rows count is no
   *     number that the others share
   */
  @Override
  public WeightedSum weightedSum(List<Tensor> predictions, List<Tensor> targets) {
    if (losses.stream().anyMatch(Loss::isWeightedMean)) {
      throw new OptionException(
          NAME + " of a loss with weights for classes, over rows that come in parts",
          "losses to which each row counts the same",
          "use one shard, or leave the class weights out");
    }
    return SeveralOutputs.byRows(
        forward(predictions, targets), (double) predictions.get(0).size(0));
  }
}
