package dev.jacobian.op;

import dev.jacobian.shape.DType;
import dev.jacobian.shape.DTypeException;
import dev.jacobian.shape.Shape;
import dev.jacobian.shape.TensorSpec;

/**
 * A constant operand of an elementwise op. It becomes part of the kernel's expression and takes no
 * memory.
 *
 * @param value the constant
 * @param dtype the type that the other operands have
 */
public record Scalar(double value, DType dtype) implements Value {
  /** Checks that the type has the number. */
  public Scalar {
    requireValue(value, dtype);
  }

  /**
   * Checks that a number is a value of a type: whole and in range for integers, 0 or 1 for bool.
   *
   * @throws DTypeException if it is not
   */
  static void requireValue(double value, DType dtype) {
    boolean fits =
        switch (dtype) {
          case FLOAT32, FLOAT64 -> true;
          case INT32 -> value == (int) value;
          case INT64 -> value == Math.rint(value) && Math.abs(value) <= 0x1p63;
          case BOOL -> value == 0 || value == 1;
        };
    if (!fits) {
      throw new DTypeException(
          "the number " + value + " is not a value of dtype " + dtype,
          "a number that the tensor's dtype holds",
          "cast the tensor first, for example x.to(DType.FLOAT32)");
    }
  }

  @Override
  public TensorSpec spec() {
    return new TensorSpec(Shape.scalar(), dtype);
  }
}
