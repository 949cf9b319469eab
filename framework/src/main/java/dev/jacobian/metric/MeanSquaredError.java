package dev.jacobian.metric;

import dev.jacobian.tensor.Tensor;
import java.util.Map;

/**
 * The mean of {@code (prediction - target)^2} over all elements; predictions and targets have one
 * shape. A NaN makes it NaN. Scikit-learn equivalent: {@code mean_squared_error}.
 */
public final class MeanSquaredError implements Metric {
  private final RunningMean mean = new RunningMean();

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
      mean.add(error * error, 1);
    }
  }

  @Override
  public double value() {
    return mean.value();
  }

  @Override
  public void reset() {
    mean.reset();
  }

  @Override
  public void merge(Metric other) {
    mean.merge(Inputs.sameKind(MeanSquaredError.class, other).mean);
  }

  @Override
  public Map<String, Tensor> stateDict() {
    return mean.stateDict();
  }

  @Override
  public void loadStateDict(Map<String, Tensor> state) {
    loadStateDict(name(), state);
  }

  /** Loads a state for the metric that this one is a part of, which errors name. */
  void loadStateDict(String metric, Map<String, Tensor> state) {
    mean.loadStateDict(metric, state);
  }
}
