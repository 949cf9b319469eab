package dev.jacobian.op;

import dev.jacobian.expr.Expr;
import dev.jacobian.kernel.IndexMap;
import dev.jacobian.kernel.Kernel;
import dev.jacobian.kernel.Load;
import dev.jacobian.kernel.Output;
import dev.jacobian.kernel.Store;
import dev.jacobian.shape.DType;
import dev.jacobian.shape.Shape;
import dev.jacobian.shape.ShapeException;
import dev.jacobian.shape.TensorSpec;
import java.util.List;

/**
 * Elements added up along an axis, each at an index of its own: {@code y[i, index[i, j, k], k] +=
 * x[i, j, k]} along axis 1, from zeros and in the order of x; {@code dx[i, j, k] = dy[i, index[i,
 * j, k], k]}. Inputs: x; the indices, int64, of its shape. PyTorch equivalent: {@code
 * torch.scatter_add} onto zeros.
 *
 * @param axis counted from 0
 * @param shape of y, which is no smaller than x along other axes
 */
public record ScatterAddElements(int axis, Shape shape) implements KernelOp {
  @Override
  public String name() {
    return "scatterAdd";
  }

  @Override
  public String settings() {
    return "axis=" + axis;
  }

  @Override
  public TensorSpec infer(TensorSpec... inputs) {
    Axes.requireNumeric(name(), inputs[0]);
    GatherElements.requireIndices(name(), axis, shape, inputs[1]);
    if (!inputs[0].shape().equals(inputs[1].shape())) {
      throw new ShapeException(
          "scatterAdd: received " + inputs[0] + " and indices " + inputs[1].shape(),
          "one index for each element");
    }
    return new TensorSpec(shape, inputs[0].dtype());
  }

  @Override
  public Kernel kernel(List<TensorSpec> inputs, TensorSpec output) {
    Shape space = inputs.get(0).shape();
    DType dtype = output.dtype();
    Load x = new Load(dtype, IndexMap.rowMajor(space));
    Load index = new Load(DType.INT64, IndexMap.rowMajor(space));
    Store added =
        new Store.ScatterAdd(
            GatherElements.first(shape, axis), GatherElements.along(shape, axis, 1));
    return new Kernel(
        space, List.of(x, index), List.of(new Output(new Expr.Input(0, dtype), added)));
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
  public Value gradient(int index, GradientContext context) {
    return context.builder().apply(new GatherElements(axis), context.gradient(), context.input(1));
  }
}
