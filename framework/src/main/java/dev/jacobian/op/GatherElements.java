package dev.jacobian.op;

import dev.jacobian.expr.Expr;
import dev.jacobian.kernel.Gather;
import dev.jacobian.kernel.IndexMap;
import dev.jacobian.kernel.Kernel;
import dev.jacobian.kernel.Load;
import dev.jacobian.kernel.Output;
import dev.jacobian.shape.DType;
import dev.jacobian.shape.DTypeException;
import dev.jacobian.shape.Shape;
import dev.jacobian.shape.ShapeException;
import dev.jacobian.shape.TensorSpec;
import java.util.List;

/**
 * Elements picked along an axis by an index of their own: {@code y[i, j, k] = x[i, index[i, j, k],
 * k]} along axis 1; {@code dx[i, index[i, j, k], k] += dy[i, j, k]}. Inputs: x; the indices, int64,
 * of x's rank and no larger than it along other axes. PyTorch equivalent: {@code torch.gather}.
 *
 * @param axis counted from 0
 */
public record GatherElements(int axis) implements KernelOp {
  @Override
  public String name() {
    return "gather";
  }

  @Override
  public String settings() {
    return "axis=" + axis;
  }

  @Override
  public TensorSpec infer(TensorSpec... inputs) {
    requireIndices(name(), axis, inputs[0].shape(), inputs[1]);
    return new TensorSpec(inputs[1].shape(), inputs[0].dtype());
  }

  /**
   * Checks that indices may find an element of an array each.
   *
   * @param op whose indices they are, for the errors
   */
  public static void requireIndices(String op, int axis, Shape array, TensorSpec indices) {
    if (indices.dtype() != DType.INT64) {
      throw new DTypeException(
          op + ": the indices are " + indices,
          "an int64 tensor",
          "cast them, for example indices.to(DType.INT64)");
    }
    Shape shape = indices.shape();
    boolean fits = shape.rank() == array.rank() && axis < array.rank();
    for (int i = 0; fits && i < array.rank(); i++) {
      fits = i == axis || shape.dim(i) <= array.dim(i);
    }
    if (!fits) {
      throw new ShapeException(
          op + ": received " + array + " and indices " + shape,
          "indices of the tensor's rank, no larger along other axes than " + axis);
    }
  }

  /** Returns which element of an array belongs to an index if that is 0. */
  static IndexMap first(Shape array, int axis) {
    long[] strides = array.strides();
    strides[axis] = 0;
    return IndexMap.of(0, strides);
  }

  /** Returns what moves it by its index. */
  static Gather along(Shape array, int axis, int load) {
    return Gather.entries(load, array, axis, array.dim(axis));
  }

  /** Returns the kernel that picks elements of the first input by indices, the second one. */
  static Kernel picked(List<TensorSpec> inputs, int axis) {
    TensorSpec x = inputs.get(0);
    Shape space = inputs.get(1).shape();
    Load index = new Load(DType.INT64, IndexMap.rowMajor(space));
    Load element = new Load(x.dtype(), first(x.shape(), axis), along(x.shape(), axis, 0));
    Output result = Output.stored(new Expr.Input(1, x.dtype()), space);
    return new Kernel(space, List.of(index, element), List.of(result));
  }

  @Override
  public Kernel kernel(List<TensorSpec> inputs, TensorSpec output) {
    return picked(inputs, axis);
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
    return input == 1;
  }

  @Override
  public long bytesMoved(List<TensorSpec> inputs, TensorSpec output) {
    return 2 * output.byteSize() + inputs.get(1).byteSize();
  }

  @Override
  public Value gradient(int index, GradientContext context) {
    ScatterAddElements sum = new ScatterAddElements(axis, context.inputSpec(0).shape());
    return context.builder().apply(sum, context.gradient(), context.input(1));
  }
}
