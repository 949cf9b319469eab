package dev.jacobian.expr;

import java.util.function.DoubleUnaryOperator;

/**
 * A scalar function of one argument, with its gradient: {@code dx} from the argument x, the value y
 * and its gradient {@code dy}. The Java definition is the reference that every backend is tested
 * against.
 */
public enum UnaryFunction {
  /** {@code -x}. */
  NEG(x -> -x, (x, y, dy) -> dy.neg()),
  /** {@code |x|}. */
  ABS(Math::abs, UnaryFunction::ofAbsolute),
  /** {@code -1}, {@code 0} or {@code 1} by the sign of x; 0 for NaN, as in PyTorch. */
  SIGN(x -> x > 0 ? 1 : x < 0 ? -1 : 0, (x, y, dy) -> dy.number(0)),
  /** {@code e^x}. */
  EXP(Math::exp, (x, y, dy) -> dy.mul(y)),
  /** Natural logarithm. */
  LOG(Math::log, (x, y, dy) -> dy.div(x)),
  /** {@code log(1 + x)}, accurate near 0. */
  LOG1P(Math::log1p, (x, y, dy) -> dy.div(x.add(1))),
  /** Square root; its derivative at 0 is infinite. */
  SQRT(Math::sqrt, (x, y, dy) -> dy.div(y.mul(2))),
  /** {@code 1 / x}. */
  RECIPROCAL(x -> 1 / x, (x, y, dy) -> dy.mul(y.mul(y)).neg()),
  /** Sine, x in radians. */
  SIN(Math::sin, UnaryFunction::ofSine),
  /** Cosine, x in radians. */
  COS(Math::cos, (x, y, dy) -> dy.mul(x.apply(SIN)).neg()),
  /** Hyperbolic tangent. */
  TANH(Math::tanh, (x, y, dy) -> dy.mul(y.number(1).sub(y.mul(y)))),
  /** Logistic function {@code 1 / (1 + e^-x)}. */
  SIGMOID(x -> 1 / (1 + Math.exp(-x)), (x, y, dy) -> dy.mul(y.mul(y.number(1).sub(y)))),
  /**
   * Rectifier {@code max(x, 0)}; NaN stays NaN, and its derivative is 1, as in PyTorch. Source:
   * Nair and Hinton, ICML 2010.
   */
  RELU(
      x -> Math.max(x, 0.0),
      (x, y, dy) -> y.apply(BinaryFunction.LE, y.number(0)).where(dy.number(0), dy)),
  /** Gauss error function {@code 2/sqrt(pi) * integral of e^(-t^2) from 0 to x}. */
  ERF(
      ErrorFunction::of,
      (x, y, dy) -> dy.mul(x.mul(x).neg().apply(EXP).mul(2 / Math.sqrt(Math.PI)))),
  /** {@code x / (1 + |x|)}. */
  SOFTSIGN(x -> x / (1 + Math.abs(x)), (x, y, dy) -> dy.div(square(x.apply(ABS).add(1)))),
  /** Largest integer not above x. */
  FLOOR(Math::floor, (x, y, dy) -> dy.number(0));

  @FunctionalInterface
  private interface Gradient {
    Expr of(Expr x, Expr y, Expr dy);
  }

  // Lambdas without captured state.
  @SuppressWarnings("ImmutableEnumChecker")
  private final DoubleUnaryOperator reference;

  @SuppressWarnings("ImmutableEnumChecker")
  private final Gradient gradient;

  UnaryFunction(DoubleUnaryOperator reference, Gradient gradient) {
    this.reference = reference;
    this.gradient = gradient;
  }

  /** Returns the value at {@code x} in double precision. */
  public double apply(double x) {
    return reference.applyAsDouble(x);
  }

  /** Returns the gradient of x, or a constant 0. */
  Expr gradient(Expr x, Expr y, Expr dy) {
    return gradient.of(x, y, dy);
  }

  // Methods, since a constant may not name a later one.

  private static Expr ofAbsolute(Expr x, Expr y, Expr dy) {
    return dy.mul(x.apply(SIGN));
  }

  private static Expr ofSine(Expr x, Expr y, Expr dy) {
    return dy.mul(x.apply(COS));
  }

  private static Expr square(Expr x) {
    return x.mul(x);
  }

  /** Returns whether whole numbers have whole values, so that integers are arguments. */
  public boolean isWhole() {
    return switch (this) {
      case NEG, ABS, SIGN, RELU -> true;
      default -> false;
    };
  }
}
