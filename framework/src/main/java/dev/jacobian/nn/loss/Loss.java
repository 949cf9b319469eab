package dev.jacobian.nn.loss;

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
}
