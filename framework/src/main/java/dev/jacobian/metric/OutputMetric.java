package dev.jacobian.metric;

import dev.jacobian.shape.OptionException;
import dev.jacobian.shape.StateException;
import dev.jacobian.tensor.Single;
import dev.jacobian.tensor.Tensor;
import java.util.List;
import java.util.Map;

/**
 * A metric of one output of a model that has several, and of the target at the same place. Its name
 * is the output's and the metric's, such as {@code price_mae}.
 *
 * @param output what the output is called
 * @param index its place, from 0
 * @param metric what is measured
 */
public record OutputMetric(String output, int index, Metric metric) implements Metric {
  /**
   * Checks name and place.
   *
   * @throws OptionException if the name is empty or the place negative
   */
  public OutputMetric {
    if (output.isEmpty() || index < 0) {
      throw new OptionException(
          "a metric of the output '" + output + "' at place " + index,
          "a name, and a place from 0 on");
    }
  }

  /** Returns the metric of an output. */
  public static OutputMetric of(String output, int index, Metric metric) {
    return new OutputMetric(output, index, metric);
  }

  @Override
  public String name() {
    return output + "_" + metric.name();
  }

  @Override
  public void update(Tensor prediction, Tensor target) {
    metric.update(prediction, target);
  }

  @Override
  public void update(List<Tensor> predictions, List<Tensor> targets) {
    String owner = name() + ": the batch";
    metric.update(
        Single.at(predictions, index, owner, "outputs"),
        Single.at(targets, index, owner, "targets"));
  }

  @Override
  public double value() {
    return metric.value();
  }

  @Override
  public void reset() {
    metric.reset();
  }

  @Override
  public void merge(Metric other) {
    if (!(other instanceof OutputMetric same) || same.index != index) {
      throw new StateException(
          name() + " is to be merged with " + other.name(), "a metric of the same output");
    }
    metric.merge(same.metric);
  }

  @Override
  public Map<String, Tensor> stateDict() {
    return metric.stateDict();
  }

  @Override
  public void loadStateDict(Map<String, Tensor> state) {
    try {
      metric.loadStateDict(state);
    } catch (StateException e) {
      // Several outputs may have the same metric.
      throw new StateException(
          "the state does not fit the metric " + name() + ": " + e.problem(),
          e.expected().orElse(null),
          e.fix().orElse(null),
          e);
    }
  }
}
