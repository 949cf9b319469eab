package dev.jacobian.metric;

import dev.jacobian.shape.DType;
import dev.jacobian.shape.Shape;
import dev.jacobian.shape.TensorSpec;
import dev.jacobian.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.Map;

/** A sum and what it is divided by. */
final class RunningMean {
  private static final String SUM = "sum";
  private static final String WEIGHT = "weight";
  private static final TensorSpec NUMBER = new TensorSpec(Shape.scalar(), DType.FLOAT64);

  private double sum;
  private double weight;

  void add(double value, double valueWeight) {
    sum += value * valueWeight;
    weight += valueWeight;
  }

  void merge(RunningMean other) {
    sum += other.sum;
    weight += other.weight;
  }

  void reset() {
    sum = 0;
    weight = 0;
  }

  /** Returns the mean; NaN if there is nothing to divide by. */
  double value() {
    return sum / weight;
  }

  Map<String, Tensor> stateDict() {
    Map<String, Tensor> state = new LinkedHashMap<>();
    state.put(SUM, Tensor.of(new double[] {sum}, new long[0]));
    state.put(WEIGHT, Tensor.of(new double[] {weight}, new long[0]));
    return state;
  }

  /**
   * Takes over a sum and what it is divided by.
   *
   * @param metric the metric's name, for errors
   */
  void loadStateDict(String metric, Map<String, Tensor> state) {
    Map<String, TensorSpec> expected = new LinkedHashMap<>();
    expected.put(SUM, NUMBER);
    expected.put(WEIGHT, NUMBER);
    SavedState saved = SavedState.of(metric, expected, state);
    sum = saved.doubles(SUM)[0];
    weight = saved.doubles(WEIGHT)[0];
  }
}
