package dev.jacobian.device.nd4j.kernel;

import dev.jacobian.device.Operand;
import dev.jacobian.shape.DType;
import dev.jacobian.shape.Shape;
import org.jspecify.annotations.Nullable;

/**
 * A value in an expression: an array, or a number if {@code array} is null.
 *
 * @param array the elements, or null
 * @param number the number that stands for all elements if there is no array
 * @param dtype type of the value
 */
record Term(@Nullable Operand array, double number, DType dtype) {
  static Term of(Operand array) {
    return new Term(array, 0, array.dtype());
  }

  static Term of(double number, DType dtype) {
    double value =
        switch (dtype) {
          case FLOAT32 -> (float) number;
          case FLOAT64 -> number;
          case INT32 -> (int) number;
          case INT64 -> (long) number;
          case BOOL -> number != 0 ? 1 : 0;
        };
    return new Term(null, value, dtype);
  }

  boolean isNumber() {
    return array == null;
  }

  /** Returns the array's shape; a number has a scalar's. */
  Shape shape() {
    return array == null ? Shape.scalar() : array.shape();
  }

  /** Returns the array of a term that is not a number. */
  Operand elements() {
    if (array == null) {
      throw new IllegalStateException("the number " + number + " has no array");
    }
    return array;
  }
}
