package dev.jacobian.tensor;

import dev.jacobian.expr.BinaryFunction;
import dev.jacobian.expr.UnaryFunction;
import dev.jacobian.op.Atan2;
import dev.jacobian.op.Clamp;
import dev.jacobian.op.LogAddExp;
import dev.jacobian.op.Scalar;
import dev.jacobian.shape.DType;
import dev.jacobian.shape.DTypeException;
import dev.jacobian.shape.DTypeHints;
import java.util.function.DoubleSupplier;

/** Functions of the elements at one position. */
public sealed interface Elementwise extends Family permits Tensor {
  /** {@code x + other}, broadcast. */
  default Tensor add(Tensor other) {
    return Calls.binary(BinaryFunction.ADD, self(), other);
  }

  /** {@code x + number}. */
  default Tensor add(double number) {
    return Calls.binary(BinaryFunction.ADD, self(), number);
  }

  /** {@code x - other}, broadcast. */
  default Tensor sub(Tensor other) {
    return Calls.binary(BinaryFunction.SUB, self(), other);
  }

  /** {@code x - number}. */
  default Tensor sub(double number) {
    return Calls.binary(BinaryFunction.SUB, self(), number);
  }

  /** {@code x * other}, broadcast. */
  default Tensor mul(Tensor other) {
    return Calls.binary(BinaryFunction.MUL, self(), other);
  }

  /** {@code x * number}. */
  default Tensor mul(double number) {
    return Calls.binary(BinaryFunction.MUL, self(), number);
  }

  /**
   * {@code x * number}, with a number that is asked for at every run of a compiled function: a
   * factor that changes from step to step.
   */
  default Tensor mul(DoubleSupplier number) {
    return Calls.binary(BinaryFunction.MUL, self(), number);
  }

  /**
   * {@code x / other}, broadcast.
   *
   * @throws DTypeException if they are integers
   */
  default Tensor div(Tensor other) {
    return Calls.binary(BinaryFunction.DIV, self(), other);
  }

  /** {@code x / number}. */
  default Tensor div(double number) {
    return Calls.binary(BinaryFunction.DIV, self(), number);
  }

  /**
   * {@code x / number}, with a number that is asked for at every run of a compiled function: see
   * {@link #mul(DoubleSupplier)}.
   */
  default Tensor div(DoubleSupplier number) {
    return Calls.binary(BinaryFunction.DIV, self(), number);
  }

  /**
   * {@code x / other} rounded down, broadcast, of the operands' type. PyTorch equivalent: {@code
   * torch.div} with {@code rounding_mode="floor"}.
   *
   * @throws dev.jacobian.shape.DataException if integers are divided by zero
   */
  default Tensor floorDiv(Tensor other) {
    return Calls.binary(BinaryFunction.FLOOR_DIV, self(), other);
  }

  /** {@code x / number} rounded down. */
  default Tensor floorDiv(double number) {
    return Calls.binary(BinaryFunction.FLOOR_DIV, self(), number);
  }

  /**
   * {@code x - other * floorDiv(x, other)}, of the sign of {@code other}, broadcast. PyTorch
   * equivalent: {@code torch.remainder}.
   *
   * @throws dev.jacobian.shape.DataException if integers are divided by zero
   */
  default Tensor remainder(Tensor other) {
    return Calls.binary(BinaryFunction.REMAINDER, self(), other);
  }

  /** {@code x - number * floorDiv(x, number)}. */
  default Tensor remainder(double number) {
    return Calls.binary(BinaryFunction.REMAINDER, self(), number);
  }

  /** {@code x^exponent}, broadcast. */
  default Tensor pow(Tensor exponent) {
    return Calls.binary(BinaryFunction.POW, self(), exponent);
  }

  /**
   * {@code x^exponent}; those of 2, 3, 4, -1 and -2 are computed by products, those of 0.5 and -0.5
   * by the square root, which takes a tenth of the time of others.
   *
   * @throws DTypeException if x is bool, or integer and the exponent negative
   */
  default Tensor pow(double exponent) {
    if (self().dtype() == DType.BOOL) {
      throw new DTypeException(
          "pow: received " + self().value().spec(),
          "a numeric tensor",
          DTypeHints.toFloating(self().dtype()));
    }
    if (exponent < 0 && !self().dtype().isFloating()) {
      throw new DTypeException(
          "pow: received " + self().value().spec() + " and the exponent " + exponent,
          "an exponent of 0 or more for integers",
          DTypeHints.toFloating(self().dtype()));
    }
    if (exponent == 0.5 && self().dtype().isFloating()) {
      return sqrt();
    }
    if (exponent == -0.5) {
      return rsqrt();
    }
    return switch (exponent == Math.rint(exponent) ? (int) exponent : 0) {
      case -2 -> square().reciprocal();
      case -1 -> reciprocal();
      case 2 -> square();
      case 3 -> square().mul(self());
      case 4 -> square().square();
      default -> Calls.binary(BinaryFunction.POW, self(), exponent);
    };
  }

  /** The larger of x and {@code other}, broadcast; equal ones share the gradient. */
  default Tensor maximum(Tensor other) {
    return Calls.binary(BinaryFunction.MAXIMUM, self(), other);
  }

  /** The smaller of x and {@code other}, broadcast; equal ones share the gradient. */
  default Tensor minimum(Tensor other) {
    return Calls.binary(BinaryFunction.MINIMUM, self(), other);
  }

  /**
   * x limited to [min, max]; the gradient passes where x lies in it, bounds included. PyTorch
   * equivalent: {@code clamp}.
   */
  default Tensor clamp(double min, double max) {
    return Calls.apply(new Clamp(min, max), self());
  }

  /** x, or {@code min} where x is below it: see {@link #clamp}. */
  default Tensor clampMin(double min) {
    return lt(min).where(min, self());
  }

  /** x, or {@code max} where x is above it: see {@link #clamp}. */
  default Tensor clampMax(double max) {
    return gt(max).where(max, self());
  }

  /**
   * {@code x + weight * (end - x)}, broadcast. PyTorch equivalent: {@code torch.lerp}.
   *
   * @param weight 0 for x, 1 for {@code end}
   */
  default Tensor lerp(Tensor end, double weight) {
    Tensor way = end.sub(self());
    // From the nearer end, so that weight 1 gives the end itself.
    return weight < 0.5 ? add(way.mul(weight)) : end.sub(way.mul(1 - weight));
  }

  /** {@code x + weight * (end - x)} with a weight for each element, broadcast. */
  default Tensor lerp(Tensor end, Tensor weight) {
    Tensor way = end.sub(self());
    return weight.lt(0.5).where(add(way.mul(weight)), end.sub(way.mul(weight.neg().add(1))));
  }

  /** {@code x == other} as a bool tensor. */
  default Tensor eq(Tensor other) {
    return Calls.binary(BinaryFunction.EQ, self(), other);
  }

  /** {@code x == number} as a bool tensor. */
  default Tensor eq(double number) {
    return Calls.binary(BinaryFunction.EQ, self(), number);
  }

  /** {@code x != other} as a bool tensor. */
  default Tensor ne(Tensor other) {
    return Calls.binary(BinaryFunction.NE, self(), other);
  }

  /** {@code x != number} as a bool tensor. */
  default Tensor ne(double number) {
    return Calls.binary(BinaryFunction.NE, self(), number);
  }

  /** {@code x < other} as a bool tensor. */
  default Tensor lt(Tensor other) {
    return Calls.binary(BinaryFunction.LT, self(), other);
  }

  /** {@code x < number} as a bool tensor. */
  default Tensor lt(double number) {
    return Calls.binary(BinaryFunction.LT, self(), number);
  }

  /** {@code x <= other} as a bool tensor. */
  default Tensor le(Tensor other) {
    return Calls.binary(BinaryFunction.LE, self(), other);
  }

  /** {@code x <= number} as a bool tensor. */
  default Tensor le(double number) {
    return Calls.binary(BinaryFunction.LE, self(), number);
  }

  /** {@code x > other} as a bool tensor. */
  default Tensor gt(Tensor other) {
    return Calls.binary(BinaryFunction.GT, self(), other);
  }

  /** {@code x > number} as a bool tensor. */
  default Tensor gt(double number) {
    return Calls.binary(BinaryFunction.GT, self(), number);
  }

  /** {@code x >= other} as a bool tensor. */
  default Tensor ge(Tensor other) {
    return Calls.binary(BinaryFunction.GE, self(), other);
  }

  /** {@code x >= number} as a bool tensor. */
  default Tensor ge(double number) {
    return Calls.binary(BinaryFunction.GE, self(), number);
  }

  /** {@code -x}. */
  default Tensor neg() {
    return Calls.unary(UnaryFunction.NEG, self());
  }

  /** {@code |x|}. */
  default Tensor abs() {
    return Calls.unary(UnaryFunction.ABS, self());
  }

  /** The sign of x: -1, 0 or 1; 0 for NaN. */
  default Tensor sign() {
    return Calls.unary(UnaryFunction.SIGN, self());
  }

  /**
   * The unit step: 0 where x is below 0, 1 where it is above, and {@code values} at 0; broadcast,
   * without a gradient. PyTorch equivalent: {@code torch.heaviside}.
   */
  default Tensor heaviside(Tensor values) {
    Tensor step = gt(0).to(self().dtype());
    return eq(0).where(values.detach(), step);
  }

  /** {@code e^x}. */
  default Tensor exp() {
    return Calls.unary(UnaryFunction.EXP, self());
  }

  /** Natural logarithm. */
  default Tensor log() {
    return Calls.unary(UnaryFunction.LOG, self());
  }

  /** {@code ln(1 + x)}, accurate near 0. */
  default Tensor log1p() {
    return Calls.unary(UnaryFunction.LOG1P, self());
  }

  /** Logarithm to base 2. */
  default Tensor log2() {
    return log().mul(1 / Math.log(2));
  }

  /** Logarithm to base 10. */
  default Tensor log10() {
    return log().mul(1 / Math.log(10));
  }

  /**
   * {@code ln(e^x + e^other)}, without overflow, broadcast. PyTorch equivalent: {@code
   * torch.logaddexp}.
   */
  default Tensor logAddExp(Tensor other) {
    return Calls.apply(new LogAddExp(), self(), other);
  }

  /** {@code e^x - 1}, accurate near 0. */
  default Tensor expm1() {
    // 2 t / (1 - t) with t = tanh(x / 2), which is given no x where e^x is large enough.
    Tensor isLarge = gt(1);
    Tensor t = isLarge.where(0, self()).mul(0.5).tanh();
    return isLarge.where(exp().sub(1), t.mul(2).div(t.neg().add(1)));
  }

  /** {@code 1 / sqrt(x)}. */
  default Tensor rsqrt() {
    return sqrt().reciprocal();
  }

  /** Square root; its gradient at 0 is infinite. */
  default Tensor sqrt() {
    return Calls.unary(UnaryFunction.SQRT, self());
  }

  /** {@code 1 / x}. */
  default Tensor reciprocal() {
    return Calls.unary(UnaryFunction.RECIPROCAL, self());
  }

  /** Sine, x in radians. */
  default Tensor sin() {
    return Calls.unary(UnaryFunction.SIN, self());
  }

  /** Cosine, x in radians. */
  default Tensor cos() {
    return Calls.unary(UnaryFunction.COS, self());
  }

  /**
   * The angle of the point {@code (other, x)} in {@code [-pi, pi]} radians, broadcast; this tensor
   * is its y. PyTorch equivalent: {@code torch.atan2}.
   *
   * @throws DTypeException if they are integers
   */
  default Tensor atan2(Tensor other) {
    return Calls.apply(new Atan2(), self(), other);
  }

  /** Hyperbolic tangent. */
  default Tensor tanh() {
    return Calls.unary(UnaryFunction.TANH, self());
  }

  /** Gauss error function. */
  default Tensor erf() {
    return Calls.unary(UnaryFunction.ERF, self());
  }

  /** Largest integer not above x. */
  default Tensor floor() {
    return Calls.unary(UnaryFunction.FLOOR, self());
  }

  /** Smallest integer not below x. */
  default Tensor ceil() {
    Calls.requireFloating("ceil", self());
    return neg().floor().neg();
  }

  /**
   * x without what stands behind its point: rounded to 0. PyTorch equivalent: {@code torch.trunc}.
   */
  default Tensor trunc() {
    Calls.requireFloating("trunc", self());
    return lt(0).where(ceil(), floor());
  }

  /**
   * The nearest integer, of two that are as near the even one. PyTorch equivalent: {@code
   * torch.round}.
   */
  default Tensor round() {
    Calls.requireFloating("round", self());
    Tensor low = floor();
    Tensor rest = self().sub(low);
    Tensor isUp = rest.gt(0.5).or(rest.eq(0.5).and(low.remainder(2).ne(0)));
    return low.add(isUp.to(self().dtype()));
  }

  /**
   * x with other numbers in the place of NaN and infinities, which integers have not; its gradient
   * is 0 there. PyTorch equivalent: {@code torch.nan_to_num}, which takes 0 and the largest and
   * smallest numbers of the dtype if it is not told which.
   */
  default Tensor nanToNum(double nan, double positiveInfinity, double negativeInfinity) {
    if (!self().dtype().isFloating()) {
      return self().copy();
    }
    Tensor numbers = self().isNaN().where(nan, self());
    Tensor below = eq(Double.POSITIVE_INFINITY).where(positiveInfinity, numbers);
    return eq(Double.NEGATIVE_INFINITY).where(negativeInfinity, below);
  }

  /**
   * What is left of {@code x / other} when it is cut towards 0, with the sign of x; broadcast, of
   * floating-point elements. PyTorch equivalent: {@code torch.fmod}; {@link #remainder} has the
   * sign of the divisor.
   */
  default Tensor fmod(Tensor other) {
    Tensor rest = abs().remainder(other.abs());
    return lt(0).where(rest.neg(), rest);
  }

  /** {@link #fmod(Tensor)} by a number. */
  default Tensor fmod(double number) {
    Tensor rest = abs().remainder(Math.abs(number));
    return lt(0).where(rest.neg(), rest);
  }

  /** What is behind the point, with the sign of x. PyTorch equivalent: {@code torch.frac}. */
  default Tensor frac() {
    Calls.requireFloating("frac", self());
    return sub(trunc());
  }

  /**
   * The magnitude of x with the sign of {@code other}, that of a zero too; broadcast. PyTorch
   * equivalent: {@code torch.copysign}.
   */
  default Tensor copysign(Tensor other) {
    Calls.requireFloating("copysign", other);
    Tensor magnitude = abs();
    return other.signbit().where(magnitude.neg(), magnitude);
  }

  /**
   * The length of the hypotenuse, {@code sqrt(x^2 + other^2)}, without overflow; broadcast. PyTorch
   * equivalent: {@code torch.hypot}.
   */
  default Tensor hypot(Tensor other) {
    Calls.requireFloating("hypot", self());
    Tensor longer = self().detach().abs().maximum(other.detach().abs());
    Tensor isNumber = longer.gt(0).and(longer.lt(Double.POSITIVE_INFINITY));
    Tensor scale = isNumber.where(longer, 1);
    return div(scale).square().add(other.div(scale).square()).sqrt().mul(scale);
  }

  /**
   * {@code x + value * first * second}, broadcast, of which second moments of gradients are made.
   * PyTorch equivalent: {@code torch.addcmul}.
   */
  default Tensor addcmul(Tensor first, Tensor second, double value) {
    return add(first.mul(second).mul(value));
  }

  /**
   * {@code x + value * numerator / denominator}, broadcast, as in the update of Adam. PyTorch
   * equivalent: {@code torch.addcdiv}.
   */
  default Tensor addcdiv(Tensor numerator, Tensor denominator, double value) {
    return add(numerator.div(denominator).mul(value));
  }

  /** {@code x * x}. */
  default Tensor square() {
    return self().mul(self());
  }

  /**
   * {@code a} where this bool tensor holds, else {@code b}; broadcast. PyTorch equivalent: {@code
   * torch.where}.
   */
  default Tensor where(Tensor a, Tensor b) {
    return Calls.where(self(), a.value(), b.value());
  }

  /** The first number where this bool tensor holds, else the second, as float32. */
  default Tensor where(double a, double b) {
    return Calls.where(self(), new Scalar(a, DType.FLOAT32), new Scalar(b, DType.FLOAT32));
  }

  /** The number where this bool tensor holds, else {@code b}. */
  default Tensor where(double a, Tensor b) {
    return Calls.where(self(), new Scalar(a, b.dtype()), b.value());
  }

  /** {@code a} where this bool tensor holds, else the number. */
  default Tensor where(Tensor a, double b) {
    return Calls.where(self(), a.value(), new Scalar(b, a.dtype()));
  }
}
