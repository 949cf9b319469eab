package dev.jacobian.op;

import dev.jacobian.shape.DType;
import dev.jacobian.shape.DTypeException;
import dev.jacobian.shape.Shape;
import dev.jacobian.shape.TensorSpec;

/**
 * A constant operand of an elementwise op. It becomes part of the kernel's expression and takes no memory.
 *
 * @param value the constant
 * @param dtype the type that the other operands have
 */
public record Scalar(double value, DType dtype) implements Value {
  /** Checks that an integer type gets a whole number. */
  public Scalar {
    boolean fits =
        switch (dtype) {
          case FLOAT32, FLOAT64 -> true;
          case INT32, INT64 -> value == Math.rint(value);
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
