package dev.jacobian.metric;

/**
 * The mean of {@code |prediction - target| / max(|target|, 2^-52)} over all elements, 0.1 being ten
 * per cent; predictions and targets have one shape. A target of 0 that is not predicted exactly
 * makes it huge: take another metric where there are such. A NaN makes it NaN. Scikit-learn
 * equivalent: {@code mean_absolute_percentage_error}.
 */
public final class MeanAbsolutePercentageError extends ElementwiseError {
  private static final double SMALLEST = Math.ulp(1.0);

  @Override
  public String name() {
    return "mape";
  }

  @Override
  double error(double prediction, double target) {
    return Math.abs(prediction - target) / Math.max(Math.abs(target), SMALLEST);
  }
}
