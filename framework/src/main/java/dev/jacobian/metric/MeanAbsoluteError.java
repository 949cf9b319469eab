package dev.jacobian.metric;

/**
 * The mean of {@code |prediction - target|} over all elements; predictions and targets have one
 * shape. A NaN makes it NaN. Scikit-learn equivalent: {@code mean_absolute_error}.
 */
public final class MeanAbsoluteError extends ElementwiseError {
  @Override
  public String name() {
    return "mae";
  }

  @Override
  double error(double prediction, double target) {
    return Math.abs(prediction - target);
  }
}
