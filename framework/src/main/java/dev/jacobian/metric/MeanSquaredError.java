package dev.jacobian.metric;

import dev.jacobian.tensor.Tensor;

/**
 * The mean of {@code (prediction - target)^2} over all elements; predictions and targets have one
 * shape. A NaN makes it NaN. Scikit-learn equivalent: {@code mean_squared_error}.
 */
public final class MeanSquaredError extends AveragedMetric {
  @Override
  public String name() {
    return "mse";
  }

  @Override
  public void update(Tensor prediction, Tensor target) {
    Inputs.requireSameShape(name(), prediction, target);
    double[] predicted = Inputs.doubles(prediction);
    double[] actual = Inputs.doubles(target);
    for (int i = 0; i < predicted.length; i++) {
      double error = predicted[i] - actual[i];
      count(error * error);
    }
  }
}
