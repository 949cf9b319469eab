package dev.jacobian.tensor;

import dev.jacobian.autograd.Variable;
import dev.jacobian.device.Backend;
import dev.jacobian.device.JavaArrays;
import dev.jacobian.device.MemoryScope;
import dev.jacobian.device.Operand;
import dev.jacobian.shape.Layout;
import dev.jacobian.shape.Shape;
import dev.jacobian.shape.TensorSpec;

/**
 * What is shown of a tensor: all elements, or of a large one the first and last few along each
 * axis. Kernels are called directly, so looking at a tensor is neither recorded nor checked for
 * NaN, and only what is shown leaves the device.
 *
 * @param shape sizes of the axes of what is shown
 * @param array its elements as a Java array
 */
record Excerpt(Shape shape, Object array) {
  /** Entries shown at either end of an axis of a large tensor. */
  static final int EDGE = 3;

  private static final int LARGE = 1000;

  static boolean isLarge(Shape shape) {
    return shape.size() > LARGE;
  }

  static Excerpt of(Variable variable) {
    Backend backend = variable.storage().backend();
    try (MemoryScope scope = MemoryScope.open()) {
      Operand shown = variable.operand();
      if (isLarge(variable.shape())) {
        for (int axis = 0; axis < variable.shape().rank(); axis++) {
          shown = edges(backend, shown, axis);
        }
      }
      Object array = JavaArrays.allocate(shown.dtype(), shown.shape().size());
      backend.download(shown.packed(), array, 0);
      return new Excerpt(shown.shape(), array);
    }
  }

  private static Operand edges(Backend backend, Operand whole, int axis) {
    long size = whole.shape().dim(axis);
    if (size <= 2 * EDGE) {
      return whole;
    }
    TensorSpec spec = new TensorSpec(whole.shape().withDim(axis, 2 * EDGE), whole.dtype());
    Operand both = new Operand(backend.memory().allocate(spec), spec.shape());
    Layout from = whole.layout();
    Layout to = both.layout();
    backend.copy(whole.at(from.slice(axis, 0, EDGE, 1)), both.at(to.slice(axis, 0, EDGE, 1)));
    backend.copy(
        whole.at(from.slice(axis, size - EDGE, EDGE, 1)), both.at(to.slice(axis, EDGE, EDGE, 1)));
    return both;
  }
}
