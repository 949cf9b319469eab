package dev.jacobian.op;

import dev.jacobian.expr.Expr;
import dev.jacobian.kernel.Gather;
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
 * Entries added up along an axis: {@code y[indices[i]] += x[i]}, from zeros; {@code dx[i] =
 * dy[indices[i]]}. Inputs: x, and int64 indices of rank 1. PyTorch equivalent: {@code
 * torch.index_add} onto zeros.
 *
 * @param axis counted from 0
 * @param size size of the axis in y
 */
public record IndexAdd(int axis, long size) implements KernelOp {
  @Override
  public String name() {
    return "indexAdd";
  }

  @Override
  public String settings() {
    return "axis=" + axis;
  }

  @Override
  public TensorSpec infer(TensorSpec... inputs) {
    Axes.requireNumeric(name(), inputs[0]);
    Axes.requireIndices(name(), inputs[1]);
    if (inputs[0].shape().dim(axis) != inputs[1].shape().size()) {
      throw new ShapeException(
          "indexAdd: axis "
              + axis
              + " of "
              + inputs[0].shape()
              + " has another size than the indices "
              + inputs[1].shape(),
          "one index for each entry");
    }
    return new TensorSpec(inputs[0].shape().withDim(axis, size), inputs[0].dtype());
  }

  @Override
  public Kernel kernel(List<TensorSpec> inputs, TensorSpec output) {
    Shape space = inputs.get(0).shape();
    DType dtype = output.dtype();
    Load x = new Load(dtype, IndexMap.rowMajor(space));
    Store added =
        new Store.ScatterAdd(
            IndexMap.entry(space, axis, size), Gather.entries(1, space, axis, size));
    return new Kernel(
        space,
        List.of(x, Load.along(space, axis)),
        List.of(new Output(new Expr.Input(0, dtype), added)));
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
    return context.builder().apply(new IndexSelect(axis), context.gradient(), context.input(1));
  }
}
