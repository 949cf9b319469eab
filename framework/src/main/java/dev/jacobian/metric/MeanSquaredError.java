package dev.jacobian.metric;

/**
 * The mean of {@code (prediction - target)^2} over all elements; predictions and targets have one
 * shape. A NaN makes it NaN. Scikit-learn equivalent: {@code mean_squared_error}.
 */
public final class MeanSquaredError extends ElementwiseError {
  @Override
  public String name() {
    return "mse";
  }

  @Override
  double error(double prediction, double target) {
    double error = prediction - target;
    return error * error;
  }
}
