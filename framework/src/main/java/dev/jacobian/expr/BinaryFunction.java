package dev.jacobian.expr;

import java.util.function.DoubleBinaryOperator;

/**
 * A scalar function of two arguments of one type, with its gradient: {@code da} and {@code db} from
 * the arguments a and b, the value y and its gradient {@code dy}. Comparisons give a truth value (1
 * or 0 here). The Java definition is the reference that every backend is tested against.
 */
public enum BinaryFunction {
  /** {@code a + b}. */
  ADD(Double::sum, (a, b, y, dy) -> dy, (a, b, y, dy) -> dy),
  /** {@code a - b}. */
  SUB((a, b) -> a - b, (a, b, y, dy) -> dy, (a, b, y, dy) -> dy.neg()),
  /** {@code a * b}; for truth values, both. */
  MUL((a, b) -> a * b, (a, b, y, dy) -> dy.mul(b), (a, b, y, dy) -> dy.mul(a)),
  /** {@code a / b}, floating point. */
  DIV((a, b) -> a / b, (a, b, y, dy) -> dy.div(b), (a, b, y, dy) -> dy.div(b).mul(a.div(b)).neg()),
  /** {@code a / b} rounded down; for integers, an error if b is 0. */
  FLOOR_DIV(FloorFunctions::quotient, BinaryFunction::zero, BinaryFunction::zero),
  /** What {@code a} is above b times that, of b's sign; for integers, an error if b is 0. */
  REMAINDER(
      FloorFunctions::remainder,
      (a, b, y, dy) -> dy,
      (a, b, y, dy) -> dy.mul(a.apply(FLOOR_DIV, b)).neg()),
  /**
   * {@code a^b}; for integers {@link IntegerPower}. Where b is 0, {@code da} is 0; where a is 0 and
   * b is not negative, {@code db} is 0.
   */
  POW(Math::pow, BinaryFunction::ofBase, BinaryFunction::ofExponent),
  /**
   * The larger one; NaN if either is NaN; for truth values, either. The gradient goes to the larger
   * one, by halves to equal ones, and whole to both where one is NaN, as PyTorch's does.
   */
  MAXIMUM(Math::max, (a, b, y, dy) -> ofLarger(a, b, dy), (a, b, y, dy) -> ofLarger(b, a, dy)),
  /** The smaller one; NaN if either is NaN. The gradient is as the maximum's. */
  MINIMUM(Math::min, (a, b, y, dy) -> ofLarger(b, a, dy), (a, b, y, dy) -> ofLarger(a, b, dy)),
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

  @FunctionalInterface
  private interface Gradient {
    Expr of(Expr a, Expr b, Expr y, Expr dy);
  }

  // Lambdas without captured state.
  @SuppressWarnings("ImmutableEnumChecker")
  private final DoubleBinaryOperator reference;

  @SuppressWarnings("ImmutableEnumChecker")
  private final Gradient left;

  @SuppressWarnings("ImmutableEnumChecker")
  private final Gradient right;

  BinaryFunction(DoubleBinaryOperator reference, Gradient left, Gradient right) {
    this.reference = reference;
    this.left = left;
    this.right = right;
  }

  /** Makes a comparison. */
  BinaryFunction(DoubleBinaryOperator reference) {
    this(reference, BinaryFunction::ofComparison, BinaryFunction::ofComparison);
  }

  /** Returns the value at {@code (a, b)} in double precision. */
  public double apply(double a, double b) {
    return reference.applyAsDouble(a, b);
  }

  /** Returns the gradient of a (index 0) or of b (1), or a constant 0. */
  Expr gradient(int index, Expr a, Expr b, Expr y, Expr dy) {
    return (index == 0 ? left : right).of(a, b, y, dy);
  }

  private static Expr zero(Expr a, Expr b, Expr y, Expr dy) {
    return dy.number(0);
  }

  private static Expr ofComparison(Expr a, Expr b, Expr y, Expr dy) {
    return a.number(0);
  }

  private static Expr ofBase(Expr a, Expr b, Expr y, Expr dy) {
    Expr zero = b.number(0);
    Expr slope = b.mul(a.apply(POW, b.sub(b.number(1))));
    return dy.mul(b.apply(EQ, zero).where(zero, slope));
  }

  private static Expr ofExponent(Expr a, Expr b, Expr y, Expr dy) {
    Expr zero = b.number(0);
    Expr slope = y.mul(a.apply(UnaryFunction.LOG));
    Expr slopeAtZero = b.apply(GE, zero).where(zero, slope);
    return dy.mul(a.apply(EQ, zero).where(slopeAtZero, slope));
  }

  private static Expr ofLarger(Expr mine, Expr other, Expr dy) {
    Expr tied = mine.apply(EQ, other).where(dy.mul(0.5), dy);
    return other.apply(GT, mine).where(dy.number(0), tied);
  }

  /** Returns whether the result is a truth value. */
  public boolean isComparison() {
    return switch (this) {
      case EQ, NE, LT, LE, GT, GE -> true;
      default -> false;
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
      default -> false;
    };
  }
}
