package dev.jacobian.nn.loss;

import dev.jacobian.shape.OptionException;
import dev.jacobian.tensor.Tensor;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

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
    return means(predictions, targets).stream().reduce(Tensor::add).orElseThrow();
  }

  /** {@inheritDoc} Each is that of one loss, times its weight. */
  @Override
  public List<Tensor> means(List<Tensor> predictions, List<Tensor> targets) {
    requireFit(predictions, targets);
    return weighed(i -> losses.get(i).forward(predictions.get(i), targets.get(i)));
  }

  /** Returns a value of each loss times its weight. */
  private List<Tensor> weighed(IntFunction<Tensor> value) {
    return IntStream.range(0, losses.size())
        .mapToObj(i -> weights.get(i) == 1 ? value.apply(i) : value.apply(i).mul(weights.get(i)))
        .toList();
  }

  private void requireFit(List<Tensor> predictions, List<Tensor> targets) {
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
  }

  /** Returns the sum if one of the losses is one. */
  @Override
  public Reduction reduction() {
    return losses.stream().anyMatch(loss -> loss.reduction() == Reduction.SUM)
        ? Reduction.SUM
        : Reduction.MEAN;
  }

  @Override
  public boolean isWeightedMean() {
    return reduction() == Reduction.MEAN && losses.stream().anyMatch(Loss::isWeightedMean);
  }

  /** {@inheritDoc} Each loss has a mean of its own, so classes may have weights in some of them. */
  @Override
  public List<Tensor> weights(Tensor rows, List<Tensor> targets) {
    return IntStream.range(0, losses.size())
        .mapToObj(i -> losses.get(i).weight(rows, targets.get(i)))
        .toList();
  }

  @Override
  public Tensor share(Tensor prediction, Tensor target, Tensor weight) {
    return shares(List.of(prediction), List.of(target), List.of(weight)).get(0);
  }

  /**
   * {@inheritDoc}
   *
   * @throws OptionException if there is not an output and a target for each loss
   */
  @Override
  public List<Tensor> shares(
      List<Tensor> predictions, List<Tensor> targets, List<Tensor> rowWeights) {
    requireFit(predictions, targets);
    return weighed(i -> losses.get(i).share(predictions.get(i), targets.get(i), rowWeights.get(i)));
  }
}
