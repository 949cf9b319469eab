package dev.jacobian.op;

import dev.jacobian.device.Device;
import dev.jacobian.shape.TensorSpec;

/** An op without inputs: it makes a tensor from its parameters. */
public interface SourceOp extends Op {
  /** Returns where the tensor is made. */
  Device device();

  /** Returns shape and type of the tensor. */
  TensorSpec spec();

  @Override
  default TensorSpec infer(TensorSpec... inputs) {
    return spec();
  }

  @Override
  default Value gradient(int index, GradientContext context) {
    throw new IllegalStateException(name() + " has no input");
  }
}
