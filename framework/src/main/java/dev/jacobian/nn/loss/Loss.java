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
   * Returns the means that the loss of all outputs is the sum of: by itself one.
   *
   * @param predictions what the model gave, in the order of its outputs
   * @param targets what was right, in the order of the batch
   */
  default List<Tensor> means(List<Tensor> predictions, List<Tensor> targets) {
    return List.of(forward(predictions, targets));
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
   * Returns whether the mean, or one of several, is weighted: a sum of the rows' losses times their
   * weights over the sum of these weights. Else each row counts the same.
   */
  default boolean isWeightedMean() {
    return false;
  }

  /**
   * Returns what the rows of a batch count in the mean: the sum of their weights for a {@linkplain
   * #isWeightedMean weighted mean}, else their number.
   *
   * @param rows their number, a float64 scalar
   * @param target what was right
   * @return a scalar without gradient
   */
  default Tensor weight(Tensor rows, Tensor target) {
    return rows;
  }

  /**
   * Returns what the rows of a batch count in each of the {@linkplain #means means} that the loss
   * of all outputs is the sum of.
   *
   * @param rows their number, a float64 scalar
   * @param targets what was right, in the order of the batch
   */
  default List<Tensor> weights(Tensor rows, List<Tensor> targets) {
    return List.of(
        isWeightedMean() ? weight(rows, SeveralOutputs.only(this, targets, "targets")) : rows);
  }

  /**
   * Returns the part that some rows of a batch have in its mean: the sum of their losses over what
   * all rows of the batch count. The parts of all its rows add up to the mean.
   *
   * @param prediction what the model gave for these rows
   * @param target what was right for them, on the same device
   * @param weight what all rows of the batch count, as {@link #weight} returns it
   */
  default Tensor share(Tensor prediction, Tensor target, Tensor weight) {
    return SeveralOutputs.share(forward(prediction, target), prediction.size(0), weight);
  }

  /**
   * Returns the parts that some rows of a batch have in the {@linkplain #means means} of all its
   * rows.
   *
   * @param predictions what the model gave for these rows, in the order of its outputs
   * @param targets what was right for them, in the order of the batch
   * @param weights what all rows of the batch count, as {@link #weights} returns it
   */
  default List<Tensor> shares(
      List<Tensor> predictions, List<Tensor> targets, List<Tensor> weights) {
    return List.of(
        share(
            SeveralOutputs.only(this, predictions, "outputs"),
            SeveralOutputs.only(this, targets, "targets"),
            weights.get(0)));
  }
}
