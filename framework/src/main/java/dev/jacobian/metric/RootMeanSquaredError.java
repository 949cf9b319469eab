package dev.jacobian.metric;

import dev.jacobian.tensor.Tensor;
import java.util.Map;

/**
 * The square root of {@link MeanSquaredError}, in the unit of the target. A NaN makes it NaN.
 * Scikit-learn equivalent: {@code root_mean_squared_error}.
 */
public final class RootMeanSquaredError implements Metric {
  private final MeanSquaredError squared = new MeanSquaredError();

  @Override
  public String name() {
    return "rmse";
  }

  @Override
  public void update(Tensor prediction, Tensor target) {
    Inputs.requireSameShape(name(), prediction, target);
    squared.update(prediction, target);
  }

  @Override
  public double value() {
    return Math.sqrt(squared.value());
  }

  @Override
  public void reset() {
    squared.reset();
  }

  @Override
  public void merge(Metric other) {
    squared.merge(Inputs.sameKind(RootMeanSquaredError.class, other).squared);
  }

  @Override
  public Map<String, Tensor> stateDict() {
    return squared.stateDict();
  }

  @Override
  public void loadStateDict(Map<String, Tensor> state) {
    squared.loadStateDict(name(), state);
  }
}
