package dev.jacobian.metric;

import dev.jacobian.tensor.Tensor;

/**
 * The weighted mean of values that something else computes, such as the loss of each batch weighted
 * by its rows. A NaN makes it NaN. PyTorch equivalent: {@code torchmetrics.MeanMetric}.
 */
public final class MeanMetric extends AveragedMetric {
  private final String name;

  /** Makes a metric with the name that reports use. */
  public MeanMetric(String name) {
    this.name = name;
  }

  @Override
  public String name() {
    return name;
  }

  /**
   * Adds one value with a weight, such as a mean over a batch and the batch's number of rows. A
   * mean of weight 0 is one of nothing, so it counts for nothing, even if it is NaN.
   */
  public void add(double value, double weight) {
    if (weight != 0) {
      count(value, weight);
    }
  }

  /**
   * Adds values with their weights, which take the place of prediction and target.
   *
   * @param values any shape
   * @param weights the same shape
   */
  @Override
  public void update(Tensor values, Tensor weights) {
    Inputs.requireSameShape(name, values, weights);
    double[] all = Inputs.doubles(values);
    double[] weightOf = Inputs.doubles(weights);
    for (int i = 0; i < all.length; i++) {
      count(all[i], weightOf[i]);
    }
  }
}
