package dev.jacobian.op;

import dev.jacobian.kernel.Kernel;
import dev.jacobian.shape.DType;
import dev.jacobian.shape.DTypeException;
import dev.jacobian.shape.Shape;
import dev.jacobian.shape.ShapeException;
import dev.jacobian.shape.TensorSpec;
import java.util.Arrays;
import java.util.List;

/**
 * One element of each row along an axis, which stays with size 1: {@code y[i] = x[i, index[i]]};
 * {@code dx[i, j] = dy[i] where j = index[i], else 0}, an elementwise function that needs no zeros
 * to be added to. Inputs: x; the indices, int64, of the result's shape; the numbers along the axis,
 * int32. PyTorch equivalent: {@code torch.gather} of one element.
 *
 * @param axis counted from 0
 */
public record Pick(int axis) implements KernelOp {
  @Override
  public String name() {
    return "pick";
  }

  @Override
  public String settings() {
    return "axis=" + axis;
  }

  @Override
  public TensorSpec infer(TensorSpec... inputs) {
    Shape shape = inputs[0].shape();
    Shape picked = shape.withDim(axis, 1);
    if (!inputs[1].equals(new TensorSpec(picked, DType.INT64))) {
      throw new ShapeException(
          "pick: of " + inputs[0] + " at " + inputs[1], "indices that are int64" + picked);
    }
    if (inputs[2].dtype() != DType.INT32 || inputs[2].shape().size() != shape.dim(axis)) {
      throw new DTypeException(
          "pick: the numbers along axis " + axis + " of " + inputs[0] + " are " + inputs[2],
          "an int32 tensor of " + shape.dim(axis) + " elements");
    }
    return new TensorSpec(picked, inputs[0].dtype());
  }

  @Override
  public Kernel kernel(List<TensorSpec> inputs, TensorSpec output) {
    return GatherElements.picked(inputs, axis);
  }

  @Override
  public int inputOf(int load) {
    return 1 - load;
  }

  @Override
  public boolean isDifferentiable(int index) {
    return index == 0;
  }

  @Override
  public boolean usesInput(int input, int gradient) {
    return input > 0;
  }

  @Override
  public long bytesMoved(List<TensorSpec> inputs, TensorSpec output) {
    return 2 * output.byteSize() + inputs.get(1).byteSize();
  }

  @Override
  public Value gradient(int index, GradientContext context) {
    OpBuilder b = context.builder();
    TensorSpec x = context.inputSpec(0);
    long size = x.shape().dim(axis);
    Value numbers = b.reshape(context.input(2), Shape.of(size));
    Value indices = b.reshape(context.input(1), Shape.of(x.shape().size() / Math.max(1, size)));
    // An index is looked up among the numbers, so that one outside is noticed here too.
    Value chosen = b.apply(new IndexSelect(0), numbers, indices);
    long[] along = new long[x.shape().rank()];
    Arrays.fill(along, 1);
    along[axis] = size;
    Value isChosen =
        b.eq(b.reshape(numbers, Shape.of(along)), b.reshape(chosen, x.shape().withDim(axis, 1)));
    return b.where(isChosen, context.gradient(), b.scalar(0, context.gradient()));
  }
}
