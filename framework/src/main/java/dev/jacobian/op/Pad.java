package dev.jacobian.op;

import dev.jacobian.device.Backend;
import dev.jacobian.device.Operand;
import dev.jacobian.shape.Shape;
import dev.jacobian.shape.ShapeException;
import dev.jacobian.shape.TensorSpec;

/**
 * Zeros around and between the elements along one axis: {@code y[start + i * step] = x[i]}, 0
 * elsewhere; {@code dx[i] = dy[start + i * step]}.
 *
 * @param axis counted from 0
 * @param start index of the first element in y
 * @param step distance between elements in y, not 0
 * @param size size of the axis in y
 */
public record Pad(int axis, long start, long step, long size) implements Op {
  @Override
  public String name() {
    return "pad";
  }

  @Override
  public String settings() {
    return "axis=" + axis + ", start=" + start + (step == 1 ? "" : ", step=" + step);
  }

  @Override
  public TensorSpec infer(TensorSpec... inputs) {
    Shape shape = inputs[0].shape();
    long length = shape.dim(axis);
    if (!Axes.holds(size, start, length, step)) {
      throw new ShapeException(
          "pad: axis "
              + axis
              + " of "
              + shape
              + " from "
              + start
              + " in steps of "
              + step
              + " does not fit size "
              + size,
          "a size that holds every element");
    }
    return new TensorSpec(shape.withDim(axis, size), inputs[0].dtype());
  }

  @Override
  public boolean takesLayouts() {
    return true;
  }

  @Override
  public void execute(Backend backend, Operand[] inputs, Operand output) {
    backend.fill(output, 0);
    long length = inputs[0].shape().dim(axis);
    backend.copy(inputs[0], output.at(output.layout().slice(axis, start, length, step)));
  }

  @Override
  public Value gradient(int index, GradientContext context) {
    long length = context.inputSpec(0).shape().dim(axis);
    return context.builder().apply(new Slice(axis, start, length, step), context.gradient());
  }
}
