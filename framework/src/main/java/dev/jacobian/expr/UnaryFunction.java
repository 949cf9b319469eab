package dev.jacobian.expr;

import java.util.function.DoubleUnaryOperator;

/**
 * A scalar function of one argument. The Java definition is the reference that every backend is
 * tested against.
 */
public enum UnaryFunction {
  /** {@code -x}. */
  NEG(x -> -x),
  /** {@code |x|}. */
  ABS(Math::abs),
  /** {@code -1}, {@code 0} or {@code 1} by the sign of x; 0 for NaN, as in PyTorch. */
  SIGN(x -> x > 0 ? 1 : x < 0 ? -1 : 0),
  /** {@code e^x}. */
  EXP(Math::exp),
  /** Natural logarithm. */
  LOG(Math::log),
  /** {@code log(1 + x)}, accurate near 0. */
  LOG1P(Math::log1p),
  /** Square root. */
  SQRT(Math::sqrt),
  /** {@code 1 / x}. */
  RECIPROCAL(x -> 1 / x),
  /** Sine, x in radians. */
  SIN(Math::sin),
  /** Cosine, x in radians. */
  COS(Math::cos),
  /** Hyperbolic tangent. */
  TANH(Math::tanh),
  /** Logistic function {@code 1 / (1 + e^-x)}. */
  SIGMOID(x -> 1 / (1 + Math.exp(-x))),
  /** {@code max(x, 0)}; NaN stays NaN. */
  RELU(x -> Math.max(x, 0.0)),
  /** Gauss error function {@code 2/sqrt(pi) * integral of e^(-t^2) from 0 to x}. */
  ERF(ErrorFunction::of),
  /** Largest integer not above x. */
  FLOOR(Math::floor);

  // A lambda without captured state.
  @SuppressWarnings("ImmutableEnumChecker")
  private final DoubleUnaryOperator reference;

  UnaryFunction(DoubleUnaryOperator reference) {
    this.reference = reference;
  }

  /** Returns the value at {@code x} in double precision. */
  public double apply(double x) {
    return reference.applyAsDouble(x);
  }
}
