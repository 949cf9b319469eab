package dev.jacobian.op;

import dev.jacobian.shape.Layout;
import dev.jacobian.shape.Shape;
import dev.jacobian.shape.ShapeException;
import dev.jacobian.shape.TensorSpec;

/**
 * A range along one axis: {@code y[i] = x[start + i * step]} for i below {@code length}; {@code dx}
 * is {@code dy} put back between zeros.
 *
 * @param axis counted from 0
 * @param start first index
 * @param length number of indices
 * @param step distance between indices, not 0; negative goes backwards
 */
public record Slice(int axis, long start, long length, long step) implements ViewOp {
  @Override
  public String name() {
    return "slice";
  }

  @Override
  public String settings() {
    return "axis=" + axis + ", start=" + start + (step == 1 ? "" : ", step=" + step);
  }

  @Override
  public TensorSpec infer(TensorSpec... inputs) {
    Shape shape = inputs[0].shape();
    long dim = shape.dim(axis);
    if (!Axes.holds(dim, start, length, step)) {
      throw new ShapeException(
          "slice: "
              + length
              + " elements from "
              + start
              + " in steps of "
              + step
              + " do not lie in axis "
              + axis
              + " of "
              + shape,
          "indices from 0 to " + (dim - 1));
    }
    return new TensorSpec(shape.withDim(axis, length), inputs[0].dtype());
  }

  @Override
  public Layout layout(Layout input) {
    return input.slice(axis, start, length, step);
  }

  /** Returns whether this takes what a pad has put between zeros, if there is as much of it. */
  public boolean undoes(Pad pad) {
    return axis == pad.axis() && start == pad.start() && step == pad.step();
  }

  /**
   * Returns whether this takes nothing but zeros of a pad.
   *
   * @param length of the axis that is padded
   */
  public boolean misses(Pad pad, long length) {
    boolean isRun = axis == pad.axis() && step == 1 && pad.step() == 1;
    return isRun && (start + this.length <= pad.start() || start >= pad.start() + length);
  }

  @Override
  public Value gradient(int index, GradientContext context) {
    long size = context.inputSpec(0).shape().dim(axis);
    return context.builder().apply(new Pad(axis, start, step, size), context.gradient());
  }
}
