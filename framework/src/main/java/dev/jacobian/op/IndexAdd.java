package dev.jacobian.op;

import dev.jacobian.device.Backend;
import dev.jacobian.device.Operand;
import dev.jacobian.shape.ShapeException;
import dev.jacobian.shape.TensorSpec;

/**
 * Entries added up along an axis: {@code y[indices[i]] += x[i]}, from zeros; {@code dx[i] =
 * dy[indices[i]]}. Inputs: x, and int64 indices of rank 1. PyTorch equivalent: {@code
 * torch.index_add} onto zeros.
 *
 * @param axis counted from 0
 * @param size size of the axis in y
 */
public record IndexAdd(int axis, long size) implements Op {
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
  public void execute(Backend backend, Operand[] inputs, Operand output) {
    backend.fill(output, 0);
    backend.indexAdd(inputs[0], axis, inputs[1], output);
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
