package dev.jacobian.op;

import dev.jacobian.device.Operand;
import dev.jacobian.shape.DTypeException;
import dev.jacobian.shape.DTypeHints;
import dev.jacobian.shape.ShapeException;
import dev.jacobian.shape.TensorSpec;
import java.util.List;

/**
 * The inputs one after another along an axis; each input's gradient is its part of {@code dy}.
 * PyTorch equivalent: {@code torch.cat}.
 *
 * @param axis counted from 0
 */
public record Concat(int axis) implements Op {
  @Override
  public String name() {
    return "concat";
  }

  @Override
  public String settings() {
    return "axis=" + axis;
  }

  @Override
  public TensorSpec infer(TensorSpec... inputs) {
    TensorSpec first = inputs[0];
    long total = 0;
    for (TensorSpec input : inputs) {
      if (input.dtype() != first.dtype()) {
        throw new DTypeException(
            "concat: dtypes differ: " + first + " and " + input,
            "tensors of one dtype",
            DTypeHints.toOne(first.dtype(), input.dtype()));
      }
      if (input.shape().rank() != first.shape().rank()
          || !input.shape().withDim(axis, 0).equals(first.shape().withDim(axis, 0))) {
        throw new ShapeException(
            "concat: shapes differ outside axis "
                + axis
                + ": "
                + first.shape()
                + " and "
                + input.shape(),
            "equal sizes along every other axis");
      }
      total += input.shape().dim(axis);
    }
    return new TensorSpec(first.shape().withDim(axis, total), first.dtype());
  }

  @Override
  public boolean takesLayouts() {
    return true;
  }

  @Override
  public Lowering lower(List<TensorSpec> specs, TensorSpec result) {
    return (Lowering.OfCall)
        (backend, inputs, output) -> {
          long start = 0;
          for (Operand input : inputs) {
            long length = input.shape().dim(axis);
            backend.copy(input, output.at(output.layout().slice(axis, start, length, 1)));
            start += length;
          }
        };
  }

  @Override
  public Value gradient(int index, GradientContext context) {
    long start = 0;
    for (int i = 0; i < index; i++) {
      start += context.inputSpec(i).shape().dim(axis);
    }
    long length = context.inputSpec(index).shape().dim(axis);
    return context.builder().apply(new Slice(axis, start, length, 1), context.gradient());
  }
}
