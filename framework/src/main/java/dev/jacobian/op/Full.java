package dev.jacobian.op;

import dev.jacobian.device.Backend;
import dev.jacobian.device.Device;
import dev.jacobian.device.Operand;
import dev.jacobian.shape.TensorSpec;

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
  public Double fill() {
    return value;
  }

  @Override
  public void execute(Backend backend, Operand[] inputs, Operand output) {
    backend.fill(output, value);
  }
}
