package dev.jacobian.device;

import dev.jacobian.shape.DType;
import dev.jacobian.shape.Shape;
import dev.jacobian.shape.TensorSpec;

/**
 * A kernel's argument: storage read or written as a row-major array of a shape.
 *
 * @param storage holds exactly {@code shape.size()} elements from its start
 * @param shape the sizes of the axes
 */
public record Operand(Storage storage, Shape shape) {
  /** Returns the type of the elements. */
  public DType dtype() {
    return storage.dtype();
  }

  /** Returns shape and type. */
  public TensorSpec spec() {
    return new TensorSpec(shape, storage.dtype());
  }
}
