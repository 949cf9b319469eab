package dev.jacobian.op;

import dev.jacobian.expr.BinaryFunction;
import dev.jacobian.expr.Expr;
import dev.jacobian.shape.DTypeException;
import dev.jacobian.shape.ShapeException;
import dev.jacobian.shape.TensorSpec;

/**
 * The gradient of {@link Relu} in one pass: {@code z = 0 where y <= 0, else g}, with the
 * rectifier's output y and its gradient g; {@code dg = 0 where y <= 0, else dz}. PyTorch
 * equivalent: {@code threshold_backward}.
 */
public record ReluBackward() implements ElementwiseOp {
  @Override
  public String name() {
    return "reluBackward";
  }

  @Override
  public TensorSpec infer(TensorSpec... inputs) {
    TensorSpec output = inputs[0];
    if (!output.dtype().isFloating() || output.dtype() != inputs[1].dtype()) {
      throw new DTypeException(
          name() + ": received " + output + " and " + inputs[1], "floating operands of one dtype");
    }
    if (!output.shape().equals(inputs[1].shape())) {
      throw new ShapeException(
          name() + ": received " + output + " and " + inputs[1], "operands of one shape");
    }
    return output;
  }

  @Override
  public Expr expression(Expr... inputs) {
    Expr zero = new Expr.Constant(0, inputs[0].dtype());
    return new Expr.Select(new Expr.Binary(BinaryFunction.LE, inputs[0], zero), zero, inputs[1]);
  }

  @Override
  public boolean isDifferentiable(int index) {
    return index == 1;
  }

  @Override
  public boolean usesInput(int input, int gradient) {
    return input == 0;
  }

  @Override
  public Value gradient(int index, GradientContext context) {
    return context.builder().apply(this, context.input(0), context.gradient());
  }
}
