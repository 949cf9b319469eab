package dev.jacobian.nn.loss;

import dev.jacobian.tensor.Tensor;
import java.util.Optional;

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
   * Returns the mean taken apart into a sum over the rows and what it is divided by, if that is a
   * sum of weights; empty if each row counts the same, as it does unless a loss says otherwise. So
   * the mean of a batch that is computed in parts is the quotient of the added sums and the added
   * weights.
   *
   * @param prediction what the model gave
   * @param target what was right, on the same device
   */
  default Optional<WeightedSum> weightedSum(Tensor prediction, Tensor target) {
    return Optional.empty();
  }
}
