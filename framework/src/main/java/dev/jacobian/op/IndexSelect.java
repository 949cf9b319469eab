package dev.jacobian.op;

import dev.jacobian.device.Backend;
import dev.jacobian.device.Operand;
import dev.jacobian.shape.TensorSpec;
import java.util.List;

/**
 * Entries picked along an axis: {@code y[i] = x[indices[i]]}; {@code dx[indices[i]] += dy[i]}.
 * Inputs: x, and int64 indices of rank 1. PyTorch equivalent: {@code torch.index_select}.
 *
 * @param axis counted from 0
 */
public record IndexSelect(int axis) implements Op {
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
  public void execute(Backend backend, Operand[] inputs, Operand output) {
    backend.indexSelect(inputs[0], axis, inputs[1], output);
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
