package dev.jacobian.op;

import dev.jacobian.shape.TensorSpec;

/**
 * The largest or smallest element over axes, which stay with size 1; {@code dy} is shared evenly
 * among the elements equal to y. NaN if one is NaN, and then {@code dy} is shared among the NaNs.
 */
public sealed interface ExtremeOp extends ReduceOp permits Max, Min {
  @Override
  default double ofEqual(double element, long count) {
    return element;
  }

  @Override
  default TensorSpec infer(TensorSpec... inputs) {
    Axes.requireNumeric(name(), inputs[0]);
    Axes.requireElements(name(), inputs[0].shape(), axes());
    return new TensorSpec(Axes.reduced(inputs[0].shape(), axes()), inputs[0].dtype());
  }

  @Override
  default boolean usesInput(int input, int gradient) {
    return true;
  }

  @Override
  default boolean usesOutput(int gradient) {
    return true;
  }

  @Override
  default Value gradient(int index, GradientContext context) {
    OpBuilder b = context.builder();
    Value x = context.input(0);
    Value isNaN = b.cast(b.ne(x, x), x.dtype());
    Value chosen = b.where(b.eq(x, context.output()), b.scalar(1, x), isNaN);
    return b.mul(chosen, b.div(context.gradient(), b.sum(chosen, axes())));
  }
}
