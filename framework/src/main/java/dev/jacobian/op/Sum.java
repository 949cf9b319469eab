package dev.jacobian.op;

import dev.jacobian.device.Backend;
import dev.jacobian.device.Operand;
import dev.jacobian.device.Reduction;
import dev.jacobian.shape.TensorSpec;
import java.util.List;

/**
 * Sum over axes, which stay with size 1: {@code y = sum x}; {@code dx = dy}, stretched along them.
 *
 * @param axes rising, counted from 0
 */
public record Sum(List<Integer> axes) implements Op {
  /** Copies the list. */
  public Sum {
    axes = List.copyOf(axes);
  }

  @Override
  public String name() {
    return "sum";
  }

  @Override
  public TensorSpec infer(TensorSpec... inputs) {
    Axes.requireNumeric(name(), inputs[0]);
    return new TensorSpec(Axes.reduced(inputs[0].shape(), axes), inputs[0].dtype());
  }

  @Override
  public void execute(Backend backend, Operand[] inputs, Operand output) {
    backend.reduce(Reduction.SUM, inputs[0], Axes.toArray(axes), output);
  }

  @Override
  public Value gradient(int index, GradientContext context) {
    return context.builder().expand(context.gradient(), context.inputSpec(0).shape());
  }
}
