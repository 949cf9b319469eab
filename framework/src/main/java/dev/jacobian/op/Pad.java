package dev.jacobian.op;

import dev.jacobian.expr.Expr;
import dev.jacobian.kernel.IndexMap;
import dev.jacobian.kernel.Kernel;
import dev.jacobian.kernel.Output;
import dev.jacobian.kernel.Store;
import dev.jacobian.shape.Shape;
import dev.jacobian.shape.ShapeException;
import dev.jacobian.shape.TensorSpec;
import java.util.List;

/**
 * Zeros around and between the elements along one axis: {@code y[start + i * step] = x[i]}, 0
 * elsewhere; {@code dx[i] = dy[start + i * step]}.
 *
 * @param axis counted from 0
 * @param start index of the first element in y
 * @param step distance between elements in y, not 0
 * @param size size of the axis in y
 */
public record Pad(int axis, long start, long step, long size) implements KernelOp {
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
  public Kernel kernel(List<TensorSpec> inputs, TensorSpec output) {
    Shape space = inputs.get(0).shape();
    long[] strides = output.shape().strides();
    long first = start * strides[axis];
    strides[axis] *= step;
    Expr x = new Expr.Input(0, output.dtype());
    Store spread = new Store.Map(IndexMap.of(first, strides));
    return Kernel.of(space, inputs, List.of(new Output(x, spread)));
  }

  @Override
  public Value gradient(int index, GradientContext context) {
    long length = context.inputSpec(0).shape().dim(axis);
    return context.builder().apply(new Slice(axis, start, length, step), context.gradient());
  }
}
