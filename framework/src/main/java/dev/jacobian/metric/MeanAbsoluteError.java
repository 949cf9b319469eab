package dev.jacobian.metric;

import dev.jacobian.tensor.Tensor;

/**
 * The mean of {@code |prediction - target|} over all elements; predictions and targets have one
 * shape. A NaN makes it NaN. Scikit-learn equivalent: {@code mean_absolute_error}.
 */
public final class MeanAbsoluteError extends AveragedMetric {
  @Override
  public String name() {
    return "mae";
  }

  @Override
  public void update(Tensor prediction, Tensor target) {
    Inputs.requireSameShape(name(), prediction, target);
    double[] predicted = Inputs.doubles(prediction);
    double[] actual = Inputs.doubles(target);
    for (int i = 0; i < predicted.length; i++) {
      double error = predicted[i] - actual[i];
      count(Math.abs(error));
    }
  }
}
