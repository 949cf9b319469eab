package dev.jacobian.tensor;

import dev.jacobian.op.ErfInv;
import dev.jacobian.op.Erfc;
import dev.jacobian.op.LogGamma;
import dev.jacobian.op.Polygamma;
import dev.jacobian.shape.Broadcasting;
import dev.jacobian.shape.DTypeException;
import dev.jacobian.shape.DTypeHints;
import dev.jacobian.shape.OptionException;

/** Special functions, of floating-point elements. */
public sealed interface Special extends Family permits Tensor {
  /**
   * {@code ln |Gamma(x)|}, the logarithm of {@code (x - 1)!} for integers above 0. PyTorch
   * equivalent: {@code torch.lgamma}.
   *
   * @throws DTypeException if the elements are integers
   */
  default Tensor lgamma() {
    return Calls.apply(new LogGamma(), self());
  }

  /**
   * The derivative of {@link #lgamma}. PyTorch equivalent: {@code torch.digamma}.
   *
   * @throws DTypeException if the elements are integers
   */
  default Tensor digamma() {
    return polygamma(0);
  }

  /**
   * Derivative {@code order} of {@link #digamma}; from the order 2 on NaN at negative numbers.
   * PyTorch equivalent: {@code torch.polygamma}.
   *
   * @throws DTypeException if the elements are integers
   * @throws OptionException if the order is negative or above 30
   */
  default Tensor polygamma(int order) {
    return Calls.apply(new Polygamma(order), self());
  }

  /**
   * {@code 1 - erf(x)}, accurate where it is small too. PyTorch equivalent: {@code torch.erfc}.
   *
   * @throws DTypeException if the elements are integers
   */
  default Tensor erfc() {
    return Calls.apply(new Erfc(), self());
  }

  /**
   * The number whose {@link Elementwise#erf} x is: infinite at -1 and 1, NaN outside. PyTorch
   * equivalent: {@code torch.erfinv}.
   *
   * @throws DTypeException if the elements are integers
   */
  default Tensor erfinv() {
    return Calls.apply(new ErfInv(), self());
  }

  /**
   * {@code ln(x / (1 - x))}, the inverse of {@link Activations#sigmoid}; infinite at 0 and 1, NaN
   * outside. PyTorch equivalent: {@code torch.logit}.
   */
  default Tensor logit() {
    Calls.requireFloating("logit", self());
    return self().div(self().neg().add(1)).log();
  }

  /**
   * {@link #logit()} of x between {@code eps} and {@code 1 - eps}. PyTorch equivalent: {@code
   * torch.logit} with {@code eps}.
   *
   * @throws OptionException if {@code eps} is not in [0, 0.5]
   */
  default Tensor logit(double eps) {
    if (!(eps >= 0 && eps <= 0.5)) {
      throw new OptionException("logit: eps is " + eps, "a number from 0 to 0.5");
    }
    Calls.requireFloating("logit", self());
    return self().clamp(eps, 1 - eps).logit();
  }

  /** {@code 2^x}. PyTorch equivalent: {@code torch.exp2}. */
  default Tensor exp2() {
    Calls.requireFloating("exp2", self());
    return self().mul(Math.log(2)).exp();
  }

  /** {@code sin(pi x) / (pi x)}, 1 at 0. PyTorch equivalent: {@code torch.sinc}. */
  default Tensor sinc() {
    Calls.requireFloating("sinc", self());
    Tensor isZero = self().eq(0);
    Tensor angle = isZero.where(1, self().mul(Math.PI));
    return isZero.where(1, angle.sin().div(angle));
  }

  /**
   * {@code x ln(other)}, 0 where x is 0 and {@code other} a number; broadcast. PyTorch equivalent:
   * {@code torch.xlogy}.
   */
  default Tensor xlogy(Tensor other) {
    Calls.requireFloating("xlogy", other);
    Tensor isLost = self().eq(0).and(other.le(0).or(other.eq(Double.POSITIVE_INFINITY)));
    return self().mul(isLost.where(1, other).log());
  }

  /**
   * {@code log2(2^x + 2^other)}, without overflow, broadcast. PyTorch equivalent: {@code
   * torch.logaddexp2}.
   */
  default Tensor logAddExp2(Tensor other) {
    Calls.requireFloating("logAddExp2", self());
    double ln2 = Math.log(2);
    return self().mul(ln2).logAddExp(other.mul(ln2)).mul(1 / ln2);
  }

  /**
   * The regularized lower incomplete gamma function, the probability that a number of a gamma
   * distribution with concentration a, which this tensor is, and rate 1 is at most x; broadcast.
   * Computed in float64, whatever the type; x alone gets a gradient. PyTorch equivalent: {@code
   * torch.special.gammainc}.
   *
   * @param x of this tensor's dtype, 0 or more; the result is NaN if it or a is below 0
   * @throws OptionException by the backward pass, if a requires a gradient
   */
  default Tensor gammainc(Tensor x) {
    return incompleteGamma("gammainc", false, x);
  }

  /**
   * {@code 1 - gammainc(x)}, accurate where it is small too: see {@link #gammainc}. PyTorch
   * equivalent: {@code torch.special.gammaincc}.
   */
  default Tensor gammaincc(Tensor x) {
    return incompleteGamma("gammaincc", true, x);
  }

  private Tensor incompleteGamma(String name, boolean isUpper, Tensor x) {
    Calls.requireFloating(name, self());
    if (self().dtype() != x.dtype()) {
      throw new DTypeException(
          name + ": dtypes differ: " + self().value().spec() + " and " + x.value().spec(),
          "operands of one dtype",
          DTypeHints.toOne(self().dtype(), x.dtype()));
    }
    long[] dims = Broadcasting.broadcast(name, self().shape(), x.shape()).dims();
    return IncompleteGamma.of(name, isUpper, self().expand(dims), x.expand(dims));
  }
}
