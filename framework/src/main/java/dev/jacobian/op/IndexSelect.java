package dev.jacobian.op;

import dev.jacobian.expr.Expr;
import dev.jacobian.kernel.Gather;
import dev.jacobian.kernel.IndexMap;
import dev.jacobian.kernel.Kernel;
import dev.jacobian.kernel.Load;
import dev.jacobian.kernel.Output;
import dev.jacobian.shape.Shape;
import dev.jacobian.shape.TensorSpec;
import java.util.List;

/**
 * Entries picked along an axis: {@code y[i] = x[indices[i]]}; {@code dx[indices[i]] += dy[i]}.
 * Inputs: x, and int64 indices of rank 1. PyTorch equivalent: {@code torch.index_select}.
 *
 * @param axis counted from 0
 */
public record IndexSelect(int axis) implements KernelOp {
  @Override
  public String name() {
    return "indexSelect";
  }

  @Override
  public String settings() {
    return "axis=" + axis;
  }

  @Override
  public TensorSpec infer(TensorSpec... inputs) {
    Axes.requireIndices(name(), inputs[1]);
    return new TensorSpec(
        inputs[0].shape().withDim(axis, inputs[1].shape().size()), inputs[0].dtype());
  }

  @Override
  public Kernel kernel(List<TensorSpec> inputs, TensorSpec output) {
    Shape space = output.shape();
    TensorSpec x = inputs.get(0);
    long size = x.shape().dim(axis);
    Load picked =
        new Load(
            x.dtype(), IndexMap.entry(space, axis, size), Gather.entries(0, space, axis, size));
    Output result = Output.stored(new Expr.Input(1, x.dtype()), space);
    return new Kernel(space, List.of(Load.along(space, axis), picked), List.of(result));
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
    long size = context.inputSpec(0).shape().dim(axis);
    return context.builder().apply(new IndexAdd(axis, size), context.gradient(), context.input(1));
  }
}
