package dev.jacobian.tensor;

import dev.jacobian.expr.BinaryFunction;
import dev.jacobian.op.Abs;
import dev.jacobian.op.Add;
import dev.jacobian.op.Clamp;
import dev.jacobian.op.Compare;
import dev.jacobian.op.Cos;
import dev.jacobian.op.Div;
import dev.jacobian.op.Erf;
import dev.jacobian.op.Exp;
import dev.jacobian.op.Floor;
import dev.jacobian.op.FloorDiv;
import dev.jacobian.op.Log;
import dev.jacobian.op.Log1p;
import dev.jacobian.op.Maximum;
import dev.jacobian.op.Minimum;
import dev.jacobian.op.Mul;
import dev.jacobian.op.Neg;
import dev.jacobian.op.Pow;
import dev.jacobian.op.Reciprocal;
import dev.jacobian.op.Relu;
import dev.jacobian.op.Remainder;
import dev.jacobian.op.Scalar;
import dev.jacobian.op.Sigmoid;
import dev.jacobian.op.Sign;
import dev.jacobian.op.Sin;
import dev.jacobian.op.Sqrt;
import dev.jacobian.op.Sub;
import dev.jacobian.op.Tanh;
import dev.jacobian.shape.DTypeException;
import dev.jacobian.shape.DTypeHints;
import java.util.function.DoubleSupplier;

/** Functions of the elements at one position. */
public sealed interface Elementwise extends Family permits Tensor {
  /** {@code x + other}, broadcast. */
  default Tensor add(Tensor other) {
    return Calls.binary(new Add(), self(), other);
  }

  /** {@code x + number}. */
  default Tensor add(double number) {
    return Calls.binary(new Add(), self(), number);
  }

  /** {@code x - other}, broadcast. */
  default Tensor sub(Tensor other) {
    return Calls.binary(new Sub(), self(), other);
  }

  /** {@code x - number}. */
  default Tensor sub(double number) {
    return Calls.binary(new Sub(), self(), number);
  }

  /** {@code x * other}, broadcast. */
  default Tensor mul(Tensor other) {
    return Calls.binary(new Mul(), self(), other);
  }

  /** {@code x * number}. */
  default Tensor mul(double number) {
    return Calls.binary(new Mul(), self(), number);
  }

  /**
   * {@code x * number}, with a number that is asked for at every run of a compiled function: a
   * factor that changes from step to step.
   */
  default Tensor mul(DoubleSupplier number) {
    return Calls.binary(new Mul(), self(), number);
  }

  /**
   * {@code x / other}, broadcast.
   *
   * @throws DTypeException if they are integers
   */
  default Tensor div(Tensor other) {
    return Calls.binary(new Div(), self(), other);
  }

  /** {@code x / number}. */
  default Tensor div(double number) {
    return Calls.binary(new Div(), self(), number);
  }

  /**
   * {@code x / number}, with a number that is asked for at every run of a compiled function: see
   * {@link #mul(DoubleSupplier)}.
   */
  default Tensor div(DoubleSupplier number) {
    return Calls.binary(new Div(), self(), number);
  }

  /**
   * {@code x / other} rounded down, broadcast, of the operands' type. PyTorch equivalent: {@code
   * torch.div} with {@code rounding_mode="floor"}.
   *
   * @throws dev.jacobian.shape.DataException if integers are divided by zero
   */
  default Tensor floorDiv(Tensor other) {
    return Calls.binary(new FloorDiv(), self(), other);
  }

  /** {@code x / number} rounded down. */
  default Tensor floorDiv(double number) {
    return Calls.binary(new FloorDiv(), self(), number);
  }

  /**
   * {@code x - other * floorDiv(x, other)}, of the sign of {@code other}, broadcast. PyTorch
   * equivalent: {@code torch.remainder}.
   *
   * @throws dev.jacobian.shape.DataException if integers are divided by zero
   */
  default Tensor remainder(Tensor other) {
    return Calls.binary(new Remainder(), self(), other);
  }

  /** {@code x - number * floorDiv(x, number)}. */
  default Tensor remainder(double number) {
    return Calls.binary(new Remainder(), self(), number);
  }

  /** {@code x^exponent}, broadcast. */
  default Tensor pow(Tensor exponent) {
    return Calls.binary(new Pow(), self(), exponent);
  }

  /**
   * {@code x^exponent}; 2 is computed as {@code x * x}, 0.5 as the square root.
   *
   * @throws DTypeException if x is integer and the exponent negative
   */
  default Tensor pow(double exponent) {
    if (exponent < 0 && !self().dtype().isFloating()) {
      throw new DTypeException(
          "pow: received " + self().value().spec() + " and the exponent " + exponent,
          "an exponent of 0 or more for integers",
          DTypeHints.toFloating(self().dtype()));
    }
    if (exponent == 0.5 && self().dtype().isFloating()) {
      return sqrt();
    }
    return exponent == 2 ? square() : Calls.binary(new Pow(), self(), exponent);
  }

  /** The larger of x and {@code other}, broadcast; equal ones share the gradient. */
  default Tensor maximum(Tensor other) {
    return Calls.binary(new Maximum(), self(), other);
  }

  /** The smaller of x and {@code other}, broadcast; equal ones share the gradient. */
  default Tensor minimum(Tensor other) {
    return Calls.binary(new Minimum(), self(), other);
  }

  /**
   * x limited to [min, max]; the gradient passes where x lies in it, bounds included. PyTorch
   * equivalent: {@code clamp}.
   */
  default Tensor clamp(double min, double max) {
    return Calls.apply(new Clamp(min, max), self());
  }

  /** {@code x == other} as a bool tensor. */
  default Tensor eq(Tensor other) {
    return Calls.binary(new Compare(BinaryFunction.EQ), self(), other);
  }

  /** {@code x == number} as a bool tensor. */
  default Tensor eq(double number) {
    return Calls.binary(new Compare(BinaryFunction.EQ), self(), number);
  }

  /** {@code x != other} as a bool tensor. */
  default Tensor ne(Tensor other) {
    return Calls.binary(new Compare(BinaryFunction.NE), self(), other);
  }

  /** {@code x != number} as a bool tensor. */
  default Tensor ne(double number) {
    return Calls.binary(new Compare(BinaryFunction.NE), self(), number);
  }

  /** {@code x < other} as a bool tensor. */
  default Tensor lt(Tensor other) {
    return Calls.binary(new Compare(BinaryFunction.LT), self(), other);
  }

  /** {@code x < number} as a bool tensor. */
  default Tensor lt(double number) {
    return Calls.binary(new Compare(BinaryFunction.LT), self(), number);
  }

  /** {@code x <= other} as a bool tensor. */
  default Tensor le(Tensor other) {
    return Calls.binary(new Compare(BinaryFunction.LE), self(), other);
  }

  /** {@code x <= number} as a bool tensor. */
  default Tensor le(double number) {
    return Calls.binary(new Compare(BinaryFunction.LE), self(), number);
  }

  /** {@code x > other} as a bool tensor. */
  default Tensor gt(Tensor other) {
    return Calls.binary(new Compare(BinaryFunction.GT), self(), other);
  }

  /** {@code x > number} as a bool tensor. */
  default Tensor gt(double number) {
    return Calls.binary(new Compare(BinaryFunction.GT), self(), number);
  }

  /** {@code x >= other} as a bool tensor. */
  default Tensor ge(Tensor other) {
    return Calls.binary(new Compare(BinaryFunction.GE), self(), other);
  }

  /** {@code x >= number} as a bool tensor. */
  default Tensor ge(double number) {
    return Calls.binary(new Compare(BinaryFunction.GE), self(), number);
  }

  /** {@code -x}. */
  default Tensor neg() {
    return Calls.unary(new Neg(), self());
  }

  /** {@code |x|}. */
  default Tensor abs() {
    return Calls.unary(new Abs(), self());
  }

  /** The sign of x: -1, 0 or 1; 0 for NaN. */
  default Tensor sign() {
    return Calls.unary(new Sign(), self());
  }

  /** {@code e^x}. */
  default Tensor exp() {
    return Calls.unary(new Exp(), self());
  }

  /** Natural logarithm. */
  default Tensor log() {
    return Calls.unary(new Log(), self());
  }

  /** {@code ln(1 + x)}, accurate near 0. */
  default Tensor log1p() {
    return Calls.unary(new Log1p(), self());
  }

  /** Square root; its gradient at 0 is infinite. */
  default Tensor sqrt() {
    return Calls.unary(new Sqrt(), self());
  }

  /** {@code 1 / x}. */
  default Tensor reciprocal() {
    return Calls.unary(new Reciprocal(), self());
  }

  /** Sine, x in radians. */
  default Tensor sin() {
    return Calls.unary(new Sin(), self());
  }

  /** Cosine, x in radians. */
  default Tensor cos() {
    return Calls.unary(new Cos(), self());
  }

  /** Hyperbolic tangent. */
  default Tensor tanh() {
    return Calls.unary(new Tanh(), self());
  }

  /** Logistic function {@code 1 / (1 + e^-x)}. */
  default Tensor sigmoid() {
    return Calls.unary(new Sigmoid(), self());
  }

  /** {@code max(x, 0)}. */
  default Tensor relu() {
    return Calls.unary(new Relu(), self());
  }

  /** Gauss error function. */
  default Tensor erf() {
    return Calls.unary(new Erf(), self());
  }

  /** Largest integer not above x. */
  default Tensor floor() {
    return Calls.unary(new Floor(), self());
  }

  /** {@code x * x}. */
  default Tensor square() {
    return self().mul(self());
  }

  /**
   * Gaussian error linear unit {@code x * Phi(x)}, with the exact error function. Source: Hendrycks
   * and Gimpel, 2016. PyTorch equivalent: {@code torch.nn.functional.gelu}.
   */
  default Tensor gelu() {
    return self().mul(0.5).mul(self().mul(Math.sqrt(0.5)).erf().add(1));
  }

  /**
   * {@code ln(1 + e^x)}, without overflow. PyTorch equivalent: {@code
   * torch.nn.functional.softplus}.
   */
  default Tensor softplus() {
    // ln(1 + e^-|x|) + max(x, 0), where the slope of -|x| at 0 is 1 and that of the maximum 0, so
    // that all derivatives hold at 0 too.
    Tensor negative = gt(0).where(neg(), self());
    return relu().add(negative.exp().log1p());
  }

  /**
   * {@code a} where this bool tensor holds, else {@code b}; broadcast. PyTorch equivalent: {@code
   * torch.where}.
   */
  default Tensor where(Tensor a, Tensor b) {
    return Calls.where(self(), a.value(), b.value());
  }

  /** {@code a} where this bool tensor holds, else the number. */
  default Tensor where(Tensor a, double b) {
    return Calls.where(self(), a.value(), new Scalar(b, a.dtype()));
  }
}
