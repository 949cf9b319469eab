package dev.jacobian.tensor;

import dev.jacobian.shape.DTypeException;

/**
 * Functions of angles and their inverses, and the hyperbolic ones, beside those of {@link
 * Elementwise}. All are of floating-point elements.
 */
public sealed interface Trigonometry extends Family permits Tensor {
  /** {@code sin(x) / cos(x)}, x in radians. PyTorch equivalent: {@code torch.tan}. */
  default Tensor tan() {
    return self().sin().div(self().cos());
  }

  /**
   * The angle in {@code [-pi/2, pi/2]} whose sine x is; NaN outside of {@code [-1, 1]}. PyTorch
   * equivalent: {@code torch.asin}.
   *
   * @throws DTypeException if the elements are integers
   */
  default Tensor asin() {
    return self().atan2(leg());
  }

  /**
   * The angle in {@code [0, pi]} whose cosine x is; NaN outside of {@code [-1, 1]}. PyTorch
   * equivalent: {@code torch.acos}.
   *
   * @throws DTypeException if the elements are integers
   */
  default Tensor acos() {
    return leg().atan2(self());
  }

  /** Returns {@code sqrt(1 - x^2)}, of which nothing cancels where x is near 1. */
  private Tensor leg() {
    return self().neg().add(1).mul(self().add(1)).sqrt();
  }

  /**
   * The angle in {@code [-pi/2, pi/2]} whose tangent x is. PyTorch equivalent: {@code torch.atan}.
   *
   * @throws DTypeException if the elements are integers
   */
  default Tensor atan() {
    return self().atan2(Tensor.onesLike(self()));
  }

  /**
   * Hyperbolic sine {@code (e^x - e^-x) / 2}, accurate near 0. PyTorch equivalent: {@code
   * torch.sinh}.
   */
  default Tensor sinh() {
    // Near 0 with t = e^x - 1, as (t + t / (t + 1)) / 2.
    Tensor isLarge = self().abs().gt(1);
    Tensor t = isLarge.where(0, self()).expm1();
    Tensor near = t.add(t.div(t.add(1))).mul(0.5);
    return isLarge.where(halfPower(self()).sub(halfPower(self().neg())), near);
  }

  /** Hyperbolic cosine {@code (e^x + e^-x) / 2}. PyTorch equivalent: {@code torch.cosh}. */
  default Tensor cosh() {
    return halfPower(self()).add(halfPower(self().neg()));
  }

  /** Returns {@code e^x / 2}, which is a number where {@code e^x} is none yet. */
  private static Tensor halfPower(Tensor x) {
    Tensor root = x.mul(0.5).exp();
    return root.mul(0.5).mul(root);
  }

  /** Inverse hyperbolic sine, accurate near 0. PyTorch equivalent: {@code torch.asinh}. */
  default Tensor asinh() {
    // ln(u + sqrt(u^2 + 1)) of the magnitude u, whose slope at 0 is 1; ln(2 u) where the 1 is lost.
    Tensor isPositive = self().ge(0);
    Tensor u = isPositive.where(self(), self().neg());
    Tensor isLarge = u.gt(1e8);
    Tensor small = isLarge.where(0, u);
    Tensor square = small.square();
    Tensor root = square.add(1).sqrt().add(1);
    Tensor near = small.add(square.div(root)).log1p();
    Tensor far = isLarge.where(u, 1).log().add(Math.log(2));
    Tensor magnitude = isLarge.where(far, near);
    return isPositive.where(magnitude, magnitude.neg());
  }

  /**
   * Inverse hyperbolic cosine, 0 or above; NaN below 1. PyTorch equivalent: {@code torch.acosh}.
   */
  default Tensor acosh() {
    Tensor above = self().sub(1);
    // Two roots, since the square of a large number is infinite.
    return above.add(above.sqrt().mul(self().add(1).sqrt())).log1p();
  }

  /**
   * Inverse hyperbolic tangent, accurate near 0; infinite at -1 and 1, NaN outside. PyTorch
   * equivalent: {@code torch.atanh}.
   */
  default Tensor atanh() {
    return self().log1p().sub(self().neg().log1p()).mul(0.5);
  }

  /** Degrees as radians. PyTorch equivalent: {@code torch.deg2rad}. */
  default Tensor deg2rad() {
    Calls.requireFloating("deg2rad", self());
    return self().mul(Math.PI / 180);
  }

  /** Radians as degrees. PyTorch equivalent: {@code torch.rad2deg}. */
  default Tensor rad2deg() {
    Calls.requireFloating("rad2deg", self());
    return self().mul(180 / Math.PI);
  }
}
