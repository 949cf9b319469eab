package dev.jacobian.op;

import dev.jacobian.expr.Expr;
import dev.jacobian.shape.TensorSpec;

/**
 * Logarithm of the gamma function's size: {@code y = ln |Gamma(x)|}; {@code dx = dy digamma(x)}. It
 * is infinite at 0 and negative integers. Input: floating point. PyTorch equivalent: {@code
 * torch.lgamma}.
 */
public record LogGamma() implements ElementwiseOp {
  @Override
  public String name() {
    return "lgamma";
  }

  @Override
  public TensorSpec infer(TensorSpec... inputs) {
    return Axes.floating(name(), inputs[0]);
  }

  @Override
  public Expr expression(Expr... inputs) {
    return GammaFunctions.logGamma(inputs[0]);
  }

  @Override
  public Expr derivative(int index, Expr[] inputs, Expr output, Expr gradient) {
    return gradient.mul(GammaFunctions.polygamma(0, inputs[0]));
  }
}
