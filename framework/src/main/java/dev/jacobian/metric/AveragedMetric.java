package dev.jacobian.metric;

import dev.jacobian.shape.DType;
import dev.jacobian.shape.Shape;
import dev.jacobian.shape.StateException;
import dev.jacobian.shape.TensorSpec;
import dev.jacobian.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.Map;

/** A metric that is a mean: a sum and what it is divided by. */
abstract class AveragedMetric implements Metric {
  private static final String SUM = "sum";
  private static final String WEIGHT = "weight";
  private static final TensorSpec NUMBER = new TensorSpec(Shape.scalar(), DType.FLOAT64);

  private double sum;
  private double weight;

  final void count(double value) {
    count(value, 1);
  }

  final void count(double value, double valueWeight) {
    sum += value * valueWeight;
    weight += valueWeight;
  }

  /** Returns the mean; NaN if there is nothing to divide by. */
  @Override
  public final double value() {
    return sum / weight;
  }

  @Override
  public final void reset() {
    sum = 0;
    weight = 0;
  }

  @Override
  public final void merge(Metric other) {
    AveragedMetric same = Inputs.sameKind(getClass(), other);
    if (!name().equals(same.name())) {
      throw new StateException(
          name() + ": merge with " + same.name(), "a metric with the same options");
    }
    sum += same.sum;
    weight += same.weight;
  }

  @Override
  public final Map<String, Tensor> stateDict() {
    Map<String, Tensor> state = new LinkedHashMap<>();
    state.put(SUM, Tensor.of(new double[] {sum}, new long[0]));
    state.put(WEIGHT, Tensor.of(new double[] {weight}, new long[0]));
    return state;
  }

  @Override
  public final void loadStateDict(Map<String, Tensor> state) {
    loadStateDict(name(), state);
  }

  /** Loads a state for the metric that this one is a part of, which errors name. */
  final void loadStateDict(String metric, Map<String, Tensor> state) {
    Map<String, TensorSpec> expected = new LinkedHashMap<>();
    expected.put(SUM, NUMBER);
    expected.put(WEIGHT, NUMBER);
    SavedState saved = SavedState.of(metric, expected, state);
    sum = saved.doubles(SUM)[0];
    weight = saved.doubles(WEIGHT)[0];
  }
}
