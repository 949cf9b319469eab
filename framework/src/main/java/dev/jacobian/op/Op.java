package dev.jacobian.op;

import dev.jacobian.shape.Shape;
import dev.jacobian.shape.TensorSpec;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A primitive operation: the whole truth about it in one place. An op is a value: two ops with
 * equal parameters are equal, so a record suits. It holds no tensors. {@code Tensor.apply} applies
 * one, those of users too; {@code OpCheck} tests one.
 */
public interface Op extends Differentiable {

  /**
   * Returns shape and type of the result.
   *
   * @throws dev.jacobian.shape.ShapeException if the shapes do not fit
   * @throws dev.jacobian.shape.DTypeException if the types do not fit
   */
  TensorSpec infer(TensorSpec... inputs);

  /**
   * Returns what a device does to compute the result: a kernel, a matrix product, or another call.
   *
   * @param inputs shapes and types, in the order of {@link #infer}
   * @param output shape and type of the result
   */
  Lowering lower(List<TensorSpec> inputs, TensorSpec output);

  /** Returns whether the device takes inputs of any layout; others are packed before. */
  default boolean takesLayouts() {
    return false;
  }

  /** Returns the parameters for printing, but for what the result's shape and type say. */
  default String settings() {
    return "";
  }

  /** Returns what a change by this op is called. */
  default String change() {
    return "in-place " + name();
  }

  /** Returns the number that all elements of the result are, whatever the inputs, or null. */
  default @Nullable Double fill() {
    return null;
  }

  /** Returns whether each element of the result is one of the only input's elements. */
  default boolean rearranges() {
    return false;
  }

  /** Returns whether the result's elements are the first input's, each at its place. */
  default boolean isIdentity(TensorSpec input, TensorSpec output) {
    return false;
  }

  /** Returns whether computing it anew for each reader costs less than storing it. */
  default boolean isRepeated() {
    return false;
  }

  /**
   * Returns whether a change in place by this op reads and writes some elements alone, so that it
   * is made where they lie.
   */
  default boolean keepsTheRest() {
    return false;
  }

  /**
   * Returns whether computing it may end in an error because of the inputs' values, apart from what
   * its kernel says of indices and of divisions.
   */
  default boolean mayRefuse() {
    return false;
  }

  /**
   * Returns the positions over which an expression of the inputs' elements is computed, or null if
   * the op is no such expression. Numbers among the operands of one need no memory.
   */
  default @Nullable Shape space(List<TensorSpec> inputs, TensorSpec output) {
    return null;
  }

  /**
   * Returns the bytes that have to be read and written at least, if nothing is in a cache.
   *
   * @param inputs the inputs that are tensors
   */
  default long bytesMoved(List<TensorSpec> inputs, TensorSpec output) {
    long bytes = output.byteSize();
    for (TensorSpec input : inputs) {
      bytes += input.byteSize();
    }
    return bytes;
  }
}
