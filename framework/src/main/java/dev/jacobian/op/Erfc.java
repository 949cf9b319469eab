package dev.jacobian.op;

import dev.jacobian.expr.BinaryFunction;
import dev.jacobian.expr.Expr;
import dev.jacobian.expr.UnaryFunction;
import dev.jacobian.shape.DType;
import dev.jacobian.shape.TensorSpec;

/**
 * The complement of Gauss' error function: {@code y = 1 - erf(x)}; {@code dx = -dy 2 / sqrt(pi)
 * e^(-x^2)}. Its relative error is that of a few roundings however small it is. Input: floating
 * point; computed in float64. PyTorch equivalent: {@code torch.erfc}.
 *
 * <p>{@code (1 + 2 x) e^(x^2) erfc(x)} of x from 0 to infinity is one polynomial of {@code (x - k)
 * / (x + k)} with k = 3.75: M. Shepherd and J. Laframboise, "Chebyshev approximation of (1 + 2x)
 * exp(x^2) erfc x in 0 <= x < infinity", 1981. These coefficients interpolate at Chebyshev's
 * points.
 */
public record Erfc() implements ElementwiseOp {
  private static final double K = 3.75;

  /** Up to here the error function is subtracted, so that the result at 0 is 1. */
  private static final double NEAR = 0.5;

  /** From here on the result is 0 in float64. */
  private static final double FAR = 30;

  /** Of the highest power first. */
  private static final double[] COEFFICIENTS = {
    -2.7293941332533855e-09,
    -1.952790162974837e-09,
    3.256499083798513e-08,
    1.8778501156468795e-08,
    -2.4996538037405243e-07,
    -5.0816911811698186e-08,
    1.7438577411359181e-06,
    -9.79297529099823e-07,
    -1.143961526007595e-05,
    2.238759272534769e-05,
    5.164737123871838e-05,
    -0.0002901553656394713,
    0.00029371408777227685,
    0.0017556261692276722,
    -0.00974657962081509,
    0.028362277371370044,
    -0.058693398584491845,
    0.09230432116435616,
    -0.10880393014193915,
    0.08227673848999159,
    0.0035854154854663067,
    -0.14024059858554522,
    1.2375126308378275
  };

  @Override
  public String name() {
    return "erfc";
  }

  @Override
  public TensorSpec infer(TensorSpec... inputs) {
    return Axes.floating(name(), inputs[0]);
  }

  @Override
  public Expr expression(Expr... inputs) {
    Expr x = Expr.converted(inputs[0], DType.FLOAT64);
    Expr size = x.apply(UnaryFunction.ABS).apply(BinaryFunction.MINIMUM, x.number(FAR));
    Expr place = size.add(-K).div(size.add(K));
    Expr sum = x.number(COEFFICIENTS[0]);
    for (int i = 1; i < COEFFICIENTS.length; i++) {
      sum = sum.mul(place).add(COEFFICIENTS[i]);
    }
    Expr tail = bell(size).mul(sum).div(size.mul(2).add(1));
    Expr isNegative = x.apply(BinaryFunction.LT, x.number(0));
    Expr far = isNegative.where(tail.neg().add(2), tail);
    Expr isNear = size.apply(BinaryFunction.LT, x.number(NEAR));
    Expr result = isNear.where(x.apply(UnaryFunction.ERF).neg().add(1), far);
    return Expr.converted(result, inputs[0].dtype());
  }

  /** Returns {@code e^(-x^2)}, of whose exponent nothing is rounded away where it is large. */
  private static Expr bell(Expr x) {
    Expr near = x.mul(16).apply(UnaryFunction.FLOOR).mul(1.0 / 16);
    Expr rest = x.sub(near).mul(x.add(near));
    Expr bell = near.mul(near).neg().apply(UnaryFunction.EXP);
    return bell.mul(rest.neg().apply(UnaryFunction.EXP));
  }

  @Override
  public Expr derivative(int index, Expr[] inputs, Expr output, Expr gradient) {
    Expr bell = inputs[0].mul(inputs[0]).neg().apply(UnaryFunction.EXP);
    return gradient.mul(bell).mul(-2 / Math.sqrt(Math.PI));
  }
}
