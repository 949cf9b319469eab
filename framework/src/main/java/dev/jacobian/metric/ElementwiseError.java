package dev.jacobian.metric;

import dev.jacobian.tensor.Tensor;

/** The mean of an error over all elements; predictions and targets have one shape. */
abstract class ElementwiseError extends AveragedMetric {
  /** Returns the error of one element. */
  abstract double error(double prediction, double target);

  @Override
  public final void update(Tensor prediction, Tensor target) {
    Inputs.requireSameShape(name(), prediction, target);
    double[] predicted = Inputs.doubles(prediction);
    double[] actual = Inputs.doubles(target);
    for (int i = 0; i < predicted.length; i++) {
      count(error(predicted[i], actual[i]));
    }
  }
}
