package dev.jacobian.expr;

import java.util.function.DoubleBinaryOperator;

/**
 * A scalar function of two arguments of one type. Comparisons give a truth value (1 or 0 here). The
 * Java definition is the reference that every backend is tested against.
 */
public enum BinaryFunction {
  /** {@code a + b}. */
  ADD(Double::sum),
  /** {@code a - b}. */
  SUB((a, b) -> a - b),
  /** {@code a * b}; for truth values, both. */
  MUL((a, b) -> a * b),
  /** {@code a / b}, floating point. */
  DIV((a, b) -> a / b),
  /** {@code a / b} rounded down; for integers, an error if b is 0. */
  FLOOR_DIV(FloorFunctions::quotient),
  /** What {@code a} is above b times that, of b's sign; for integers, an error if b is 0. */
  REMAINDER(FloorFunctions::remainder),
  /** {@code a^b}; for integers {@link IntegerPower}. */
  POW(Math::pow),
  /** The larger one; NaN if either is NaN; for truth values, either. */
  MAXIMUM(Math::max),
  /** The smaller one; NaN if either is NaN. */
  MINIMUM(Math::min),
  /** {@code a == b}. */
  EQ((a, b) -> a == b ? 1 : 0),
  /** {@code a != b}. */
  NE((a, b) -> a != b ? 1 : 0),
  /** {@code a < b}. */
  LT((a, b) -> a < b ? 1 : 0),
  /** {@code a <= b}. */
  LE((a, b) -> a <= b ? 1 : 0),
  /** {@code a > b}. */
  GT((a, b) -> a > b ? 1 : 0),
  /** {@code a >= b}. */
  GE((a, b) -> a >= b ? 1 : 0);

  // A lambda without captured state.
  @SuppressWarnings("ImmutableEnumChecker")
  private final DoubleBinaryOperator reference;

  BinaryFunction(DoubleBinaryOperator reference) {
    this.reference = reference;
  }

  /** Returns the value at {@code (a, b)} in double precision. */
  public double apply(double a, double b) {
    return reference.applyAsDouble(a, b);
  }

  /** Returns whether the result is a truth value. */
  public boolean isComparison() {
    return switch (this) {
      case EQ, NE, LT, LE, GT, GE -> true;
      case ADD, SUB, MUL, DIV, FLOOR_DIV, REMAINDER, POW, MAXIMUM, MINIMUM -> false;
    };
  }

  /** Returns whether integers are divided, by zero perhaps. */
  public boolean dividesIntegers() {
    return this == FLOOR_DIV || this == REMAINDER;
  }

  /** Returns whether {@code f(a, b)} is {@code a} for every a, to the last bit. */
  public boolean isRightIdentity(double b) {
    return b == 1 && (this == MUL || this == DIV);
  }

  /** Returns whether the arguments may be exchanged. */
  public boolean isCommutative() {
    return switch (this) {
      case ADD, MUL, MAXIMUM, MINIMUM, EQ, NE -> true;
      case SUB, DIV, FLOOR_DIV, REMAINDER, POW, LT, LE, GT, GE -> false;
    };
  }
}
