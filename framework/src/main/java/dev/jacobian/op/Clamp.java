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
    Expr x = inputs[0];
    return x.apply(BinaryFunction.MAXIMUM, x.number(low))
        .apply(BinaryFunction.MINIMUM, x.number(high));
  }

  @Override
  public Expr derivative(int index, Expr[] inputs, Expr output, Expr gradient) {
    Expr x = inputs[0];
    Expr zero = gradient.number(0);
    Expr below = x.apply(BinaryFunction.LE, x.number(high)).where(gradient, zero);
    return x.apply(BinaryFunction.GE, x.number(low)).where(below, zero);
  }
}
