package dev.jacobian.op;

import dev.jacobian.device.Backend;
import dev.jacobian.device.Operand;
import dev.jacobian.shape.DType;
import dev.jacobian.shape.Layout;
import dev.jacobian.shape.Shape;
import dev.jacobian.shape.TensorSpec;

/**
 * Memory that calls take for themselves again and again.
 *
 * @param spec shape and type
 * @param layout row-major
 */
record Scratch(TensorSpec spec, Layout layout) {
  Scratch(DType dtype, Shape shape) {
    this(new TensorSpec(shape, dtype), Layout.packed(shape));
  }

  /** Returns memory of the open scope. */
  Operand on(Backend backend) {
    return new Operand(backend.memory().allocate(spec), layout);
  }
}
