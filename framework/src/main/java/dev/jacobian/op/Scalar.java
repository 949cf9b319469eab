package dev.jacobian.op;

import dev.jacobian.shape.DType;
import dev.jacobian.shape.DTypeException;
import dev.jacobian.shape.DTypeHints;
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
   * The numbers are double, which have no more digits than 2^53 has.
   *
   * @throws DTypeException if it is not
   */
  static void requireValue(double value, DType dtype) {
    String expected = null;
    if (dtype == DType.BOOL) {
      expected = value == 0 || value == 1 ? null : "0 or 1";
    } else if (!dtype.isFloating() && value != Math.rint(value)) {
      expected = "a whole number";
    } else if (dtype == DType.INT32 && value != (int) value) {
      expected = "a number from -2147483648 to 2147483647";
    } else if (dtype == DType.INT64 && !(Math.abs(value) <= 0x1p53)) {
      expected = "a number from -2^53 to 2^53, or a tensor: Tensor.of(new long[] {...})";
    }
    if (expected != null) {
      throw new DTypeException(
          "the number " + value + " is not a value of dtype " + dtype,
          expected,
          DTypeHints.toHold(value, dtype));
    }
  }

  @Override
  public TensorSpec spec() {
    return new TensorSpec(Shape.scalar(), dtype);
  }
}
