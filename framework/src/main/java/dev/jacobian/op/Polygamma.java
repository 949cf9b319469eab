package dev.jacobian.op;

import dev.jacobian.expr.Expr;
import dev.jacobian.shape.OptionException;
import dev.jacobian.shape.TensorSpec;

/**
 * Derivatives of the gamma function's logarithm: {@code y = d^(n+1)/dx^(n+1) ln |Gamma(x)|}; {@code
 * dx = dy polygamma(n + 1, x)}. From the order 2 on it is NaN at negative numbers. Input: floating
 * point. PyTorch equivalent: {@code torch.polygamma}.
 *
 * @param order n, not negative; 0 is digamma
 */
public record Polygamma(int order) implements ElementwiseOp {
  /** The largest order, whose factorial is a number in float32. */
  private static final int MOST = 30;

  /** Checks the order. */
  public Polygamma {
    if (order < 0 || order > MOST) {
      throw new OptionException("polygamma: the order " + order, "0 to " + MOST);
    }
  }

  @Override
  public String name() {
    return "polygamma";
  }

  @Override
  public String settings() {
    return "order=" + order;
  }

  @Override
  public TensorSpec infer(TensorSpec... inputs) {
    return Axes.floating(name(), inputs[0]);
  }

  @Override
  public Expr expression(Expr... inputs) {
    return GammaFunctions.polygamma(order, inputs[0]);
  }

  @Override
  public Expr derivative(int index, Expr[] inputs, Expr output, Expr gradient) {
    return gradient.mul(GammaFunctions.polygamma(order + 1, inputs[0]));
  }
}
