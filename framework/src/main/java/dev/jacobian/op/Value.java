package dev.jacobian.op;

import dev.jacobian.shape.DType;
import dev.jacobian.shape.Shape;
import dev.jacobian.shape.TensorSpec;

/**
 * What an op takes and gives: a tensor with values, a node of a graph under capture, or a scalar
 * constant.
 */
public interface Value {
  /** Returns shape and element type. */
  TensorSpec spec();

  /** Returns the sizes of the axes. */
  default Shape shape() {
    return spec().shape();
  }

  /** Returns the type of the elements. */
  default DType dtype() {
    return spec().dtype();
  }
}
