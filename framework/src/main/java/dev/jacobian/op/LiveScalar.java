package dev.jacobian.op;

import dev.jacobian.shape.DType;
import dev.jacobian.shape.Shape;
import dev.jacobian.shape.TensorSpec;
import java.util.function.DoubleSupplier;

/**
 * A scalar operand of an elementwise op whose number is asked for when the op runs: at once, or, in
 * a captured function, at every run. A learning rate is one.
 */
public final class LiveScalar implements Value {
  private final DoubleSupplier source;
  private final TensorSpec spec;

  /**
   * Makes an operand.
   *
   * @param source gives the number
   * @param dtype the type that the other operands have
   */
  public LiveScalar(DoubleSupplier source, DType dtype) {
    this.source = source;
    this.spec = new TensorSpec(Shape.scalar(), dtype);
  }

  /** Returns what gives the number. */
  public DoubleSupplier source() {
    return source;
  }

  /** Returns the number as it is now. */
  public double value() {
    return source.getAsDouble();
  }

  /** Returns a constant operand of the number as it is now. */
  public Scalar now() {
    return new Scalar(value(), spec.dtype());
  }

  @Override
  public TensorSpec spec() {
    return spec;
  }
}
