package dev.jacobian.nn.loss;

import dev.jacobian.shape.DType;
import dev.jacobian.shape.Shape;
import dev.jacobian.tensor.Tensor;

/** A function of predictions and targets that training makes small. */
public interface Loss {
  /**
   * Returns the loss: a scalar, or one value for each element or row under {@link Reduction#NONE}.
   *
   * @param prediction what the model gave
   * @param target what was right, on the same device
   */
  Tensor forward(Tensor prediction, Tensor target);

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
    Tensor mean = forward(prediction, target);
    double rows = prediction.size(0);
    return new WeightedSum(
        mean.mul(rows), Tensor.full(Shape.scalar(), rows, DType.FLOAT64, mean.device()));
  }
}
