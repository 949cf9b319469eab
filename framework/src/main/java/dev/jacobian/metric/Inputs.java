package dev.jacobian.metric;

import dev.jacobian.device.MemoryScope;
import dev.jacobian.shape.DataException;
import dev.jacobian.shape.ShapeException;
import dev.jacobian.shape.StateException;
import dev.jacobian.tensor.Tensor;

/** What metrics have in common: reading values, and checking what they are given. */
final class Inputs {
  private Inputs() {}

  /** Returns all elements as double; nothing native outlives the call. */
  static double[] doubles(Tensor tensor) {
    try (MemoryScope scope = MemoryScope.open()) {
      return tensor.toDoubleArray();
    }
  }

  /**
   * Checks that predictions and targets have one shape.
   *
   * @param metric the metric's name, for the error
   */
  static void requireSameShape(String metric, Tensor prediction, Tensor target) {
    if (!prediction.shape().equals(target.shape())) {
      throw new ShapeException(
          metric + ": prediction " + prediction.shape() + " and target " + target.shape(),
          "equal shapes",
          prediction.size() == target.size()
              ? "reshape one of them: target.reshape(prediction.shape().dims())"
              : null,
          null);
    }
  }

  /** Returns {@code other} as the type that it must have to be merged. */
  static <M extends Metric> M sameKind(Class<M> kind, Metric other) {
    if (!kind.isInstance(other)) {
      throw new StateException(
          kind.getSimpleName() + ": merge with a " + other.getClass().getSimpleName(),
          "another " + kind.getSimpleName());
    }
    return kind.cast(other);
  }

  /**
   * Returns class labels as indices.
   *
   * @param labels one per row
   * @param classes labels are below this
   */
  static int[] labels(String metric, double[] labels, int classes) {
    int[] indices = new int[labels.length];
    for (int i = 0; i < labels.length; i++) {
      if (!(labels[i] >= 0 && labels[i] < classes && labels[i] == Math.rint(labels[i]))) {
        throw new DataException(
            metric + ": label " + labels[i] + " at row " + i,
            "whole numbers from 0 to " + (classes - 1));
      }
      indices[i] = (int) labels[i];
    }
    return indices;
  }
}
