package dev.jacobian.nn.loss;

import dev.jacobian.tensor.Tensor;
import java.util.List;
import java.util.function.BiFunction;

/**
 * A function of predictions and targets that training makes small.
 *
 * <p>A model with several outputs is trained by a loss of all of them: {@link JointLoss} adds up
 * one loss for each, and {@link #of} takes any function of lists.
 */
public interface Loss {
  /**
   * Returns the loss: a scalar, or one value for each element or row under {@link Reduction#NONE}.
   *
   * @param prediction what the model gave
   * @param target what was right, on the same device
   */
  Tensor forward(Tensor prediction, Tensor target);

  /**
   * Returns the loss of all outputs of a model: by itself that of the only one.
   *
   * @param predictions what the model gave, in the order of its outputs
   * @param targets what was right, in the order of the batch
   * @throws dev.jacobian.shape.OptionException if there are others than this loss takes
   */
  default Tensor forward(List<Tensor> predictions, List<Tensor> targets) {
    return forward(
        SeveralOutputs.only(this, predictions, "outputs"),
        SeveralOutputs.only(this, targets, "targets"));
  }

  /**
   * Returns the loss that a function of all outputs and all targets gives:
   *
   * <pre>{@code
   * Loss loss = Loss.of((outputs, targets) ->
   *     kind.forward(outputs.get(0), targets.get(0)).add(price.forward(outputs.get(1), targets.get(1)).mul(0.1)));
   * }</pre>
   *
   * @param mean gives the mean over the rows, a scalar
   */
  static Loss of(BiFunction<List<Tensor>, List<Tensor>, Tensor> mean) {
    return new SeveralOutputs(mean);
  }

  /** Returns how the values of the rows are combined; the mean unless a loss says otherwise. */
  default Reduction reduction() {
    return Reduction.MEAN;
  }

  /**
   * Returns whether the mean is weighted: a sum of the rows' losses times their weights over the
   * sum of these weights. Else each row counts the same.
   */
  default boolean isWeightedMean() {
    return false;
  }

  /**
   * Returns the mean taken apart into a sum over the rows and what it is divided by: the weights of
   * a {@linkplain #isWeightedMean weighted mean}, else the number of rows. So the mean of rows that
   * come in parts is the quotient of the added sums and the added weights, in whatever order.
   *
   * @param prediction what the model gave
   * @param target what was right, on the same device
   */
  default WeightedSum weightedSum(Tensor prediction, Tensor target) {
    return SeveralOutputs.byRows(forward(prediction, target), (double) prediction.size(0));
  }

  /**
   * Returns the mean over all outputs of a model taken apart: by itself that of the only one.
   *
   * @param predictions what the model gave, in the order of its outputs
   * @param targets what was right, in the order of the batch
   */
  default WeightedSum weightedSum(List<Tensor> predictions, List<Tensor> targets) {
    return weightedSum(
        SeveralOutputs.only(this, predictions, "outputs"),
        SeveralOutputs.only(this, targets, "targets"));
  }
}
