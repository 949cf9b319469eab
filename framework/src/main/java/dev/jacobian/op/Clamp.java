package dev.jacobian.op;

import dev.jacobian.expr.BinaryFunction;
import dev.jacobian.expr.Expr;
import dev.jacobian.shape.TensorSpec;

/**
 * Limits: {@code y = min(max(x, low), high)}; {@code dx = dy where low <= x <= high, else 0}, so
 * the bounds let the gradient through and a NaN does not. PyTorch equivalent: {@code torch.clamp}.
 *
 * @param low the lower bound, a value of x's type
 * @param high the upper bound; if it is below the lower one, every element is the upper one
 */
public record Clamp(double low, double high) implements ElementwiseOp {
  @Override
  public String name() {
    return "clamp";
  }

  @Override
  public String settings() {
    return low + " to " + high;
  }

  @Override
  public TensorSpec infer(TensorSpec... inputs) {
    Axes.requireNumeric(name(), inputs[0]);
    Scalar.requireValue(low, inputs[0].dtype());
    Scalar.requireValue(high, inputs[0].dtype());
    return inputs[0];
  }

  @Override
  public Expr expression(Expr... inputs) {
    Expr raised =
        new Expr.Binary(
            BinaryFunction.MAXIMUM, inputs[0], new Expr.Constant(low, inputs[0].dtype()));
    return new Expr.Binary(
        BinaryFunction.MINIMUM, raised, new Expr.Constant(high, inputs[0].dtype()));
  }

  @Override
  public boolean usesInput(int input, int gradient) {
    return true;
  }

  @Override
  public Value gradient(int index, GradientContext context) {
    OpBuilder b = context.builder();
    Value x = context.input(0);
    Value zero = b.scalar(0, x);
    Value below = b.where(b.le(x, b.scalar(high, x)), context.gradient(), zero);
    return b.where(b.ge(x, b.scalar(low, x)), below, zero);
  }
}
