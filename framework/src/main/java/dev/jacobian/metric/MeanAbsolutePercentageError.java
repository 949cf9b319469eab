package dev.jacobian.metric;

import dev.jacobian.tensor.Tensor;

/**
 * The mean of {@code |prediction - target| / max(|target|, 2^-52)} over all elements, 0.1 being ten
 * per cent; predictions and targets have one shape. A target of 0 that is not predicted exactly
 * makes it huge: take another metric where there are such. A NaN makes it NaN. Scikit-learn
 * equivalent: {@code mean_absolute_percentage_error}.
 */
public final class MeanAbsolutePercentageError extends AveragedMetric {
  private static final double SMALLEST = Math.ulp(1.0);

  @Override
  public String name() {
    return "mape";
  }

  @Override
  public void update(Tensor prediction, Tensor target) {
    Inputs.requireSameShape(name(), prediction, target);
    double[] predicted = Inputs.doubles(prediction);
    double[] actual = Inputs.doubles(target);
    for (int i = 0; i < predicted.length; i++) {
      double error = Math.abs(predicted[i] - actual[i]);
      count(error / Math.max(Math.abs(actual[i]), SMALLEST));
    }
  }
}
