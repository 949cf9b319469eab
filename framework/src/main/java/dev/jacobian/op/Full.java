package dev.jacobian.op;

import dev.jacobian.device.Device;
import dev.jacobian.kernel.Kernel;
import dev.jacobian.shape.TensorSpec;
import java.util.List;

/**
 * A tensor filled with one number.
 *
 * @param spec its shape and type
 * @param value the number
 * @param device where it is made
 */
public record Full(TensorSpec spec, double value, Device device) implements SourceOp {
  /** Checks that the type has the number. */
  public Full {
    Scalar.requireValue(value, spec.dtype());
  }

  @Override
  public String name() {
    return "full";
  }

  @Override
  public String settings() {
    return "value=" + value;
  }

  @Override
  public Double fill() {
    return value;
  }

  @Override
  public Lowering lower(List<TensorSpec> inputs, TensorSpec output) {
    return new Lowering.OfKernel(Kernel.filled(output, value));
  }
}
