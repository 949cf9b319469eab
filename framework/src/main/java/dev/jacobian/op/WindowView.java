package dev.jacobian.op;

import dev.jacobian.shape.Layout;
import dev.jacobian.shape.Shape;
import dev.jacobian.shape.ShapeException;
import dev.jacobian.shape.TensorSpec;

/**
 * Windows over one axis: {@code y[.., w, .., k] = x[.., w * step + k, ..]}, k along a new last
 * axis; {@code dx} is the sum of the windows' {@code dy}. PyTorch equivalent: {@code
 * Tensor.unfold}.
 *
 * @param axis counted from 0
 * @param size entries of a window
 * @param step distance of windows, at least 1
 */
public record WindowView(int axis, long size, long step) implements ViewOp {
  @Override
  public String name() {
    return "unfold";
  }

  @Override
  public String settings() {
    return "axis=" + axis + (step == 1 ? "" : ", step=" + step);
  }

  @Override
  public TensorSpec infer(TensorSpec... inputs) {
    Shape shape = inputs[0].shape();
    if (size < 0 || size > shape.dim(axis) || step < 1) {
      throw new ShapeException(
          "unfold: windows of " + size + " every " + step + " along axis " + axis + " of " + shape,
          "a size of 0 to " + shape.dim(axis) + " and a step of at least 1");
    }
    return new TensorSpec(layout(Layout.packed(shape)).shape(), inputs[0].dtype());
  }

  @Override
  public Layout layout(Layout input) {
    return input.unfold(axis, size, step);
  }

  @Override
  public Value gradient(int index, GradientContext context) {
    OpBuilder b = context.builder();
    Shape input = context.inputSpec(0).shape();
    Shape windows = context.outputSpec().shape();
    int last = windows.rank() - 1;
    // The entries at one place of all windows do not overlap.
    Value sum = null;
    for (long k = 0; k < size; k++) {
      Value entries = b.apply(new Slice(last, k, 1, 1), context.gradient());
      entries = b.reshape(entries, input.withDim(axis, windows.dim(axis)));
      Value placed = b.apply(new Pad(axis, k, step, input.dim(axis)), entries);
      sum = sum == null ? placed : b.add(sum, placed);
    }
    return sum == null ? b.apply(new Pad(axis, 0, 1, input.dim(axis)), none(b, context)) : sum;
  }

  /** Returns an empty array, which zeros can be put around. */
  private Value none(OpBuilder b, GradientContext context) {
    return b.reshape(context.gradient(), context.inputSpec(0).shape().withDim(axis, 0));
  }
}
