package dev.jacobian.op;

import dev.jacobian.expr.BinaryFunction;
import dev.jacobian.expr.Expr;
import dev.jacobian.expr.UnaryFunction;
import dev.jacobian.shape.DType;

/**
 * Expressions of the gamma function's logarithm and of the derivatives of that. Branches that are
 * not taken are computed of other arguments, so that no derivative of theirs is NaN. Sources: the
 * asymptotic series of Stirling, recurrences and reflections of the NIST Digital Library of
 * Mathematical Functions, 5.5, 5.11 and 5.15.
 */
final class GammaFunctions {
  /**
   * {@code ln Gamma(1.5 + w) / ((w + 1/2) (w - 1/2))} as a polynomial of w in [-1/2, 1/2]: it
   * interpolates at Chebyshev's points, with a relative error of 8.7e-18.
   */
  private static final double[] BETWEEN_ROOTS = {
    0.4831289505409809,
    -0.14595989591430594,
    0.06291140107456485,
    -0.03130848750105327,
    0.01679709863121395,
    -0.009425622444829649,
    0.005446457842219553,
    -0.0032120742206072908,
    0.0019229162321227923,
    -0.001164411377219605,
    0.0007115202752051298,
    -0.00043803516132580534,
    0.00027130273545114005,
    -0.0001685717945035172,
    0.00010541715222185904,
    -6.793733027397047e-05,
    4.281642862794779e-05,
    -2.148770252062576e-05,
    1.3584275459130943e-05,
    -1.8527803997032962e-05,
    1.1820969445467145e-05
  };

  /** Bernoulli's numbers of even index, from 2 on. */
  private static final double[] BERNOULLI = {
    1.0 / 6, -1.0 / 30, 1.0 / 42, -1.0 / 30, 5.0 / 66, -691.0 / 2730, 7.0 / 6, -3617.0 / 510
  };

  /** From here on Stirling's series is as accurate as float32. */
  private static final double FAR = 3;

  /** From here on it is as accurate as float64. */
  private static final double FARTHER = 8;

  private GammaFunctions() {}

  /** Returns {@code ln |Gamma(x)|}. */
  static Expr logGamma(Expr x) {
    Expr isPositive = x.apply(BinaryFunction.GT, x.number(0));
    Expr ofPositive = logGammaOfPositive(isPositive.where(x, x.neg().add(1)));
    Expr sine = fractionTimesPi(isPositive, x).apply(UnaryFunction.SIN);
    Expr reflected = sine.apply(UnaryFunction.LOG).add(ofPositive).neg().add(Math.log(Math.PI));
    return isPositive.where(ofPositive, reflected);
  }

  /** Returns pi times the fraction of a number's size, and pi / 2 for a positive one. */
  private static Expr fractionTimesPi(Expr isPositive, Expr x) {
    Expr size = isPositive.where(x.number(0.5), x.neg());
    return size.sub(size.apply(UnaryFunction.FLOOR)).mul(Math.PI);
  }

  private static Expr logGammaOfPositive(Expr x) {
    Expr isNear = x.apply(BinaryFunction.LT, x.number(FAR));
    Expr near = nearRoots(isNear.where(x, x.number(1.5)));
    Expr far = isNear.where(x.number(FAR), x);
    if (x.dtype() != DType.FLOAT64) {
      return isNear.where(near, stirling(far));
    }
    Expr isFar = far.apply(BinaryFunction.GE, x.number(FARTHER));
    Expr product = isFar.where(x.number(1), far);
    for (int k = 1; k < FARTHER - FAR; k++) {
      product = product.mul(isFar.where(x.number(1), far.add(k)));
    }
    Expr shifted = stirling(isFar.where(far, far.add(FARTHER - FAR)));
    return isNear.where(near, shifted.sub(product.apply(UnaryFunction.LOG)));
  }

  /** Returns the logarithm for x in (0, 3): of x + 1 below 1, of x - 1 from 2 on. */
  private static Expr nearRoots(Expr x) {
    Expr isLow = x.apply(BinaryFunction.LT, x.number(1));
    Expr isHigh = x.apply(BinaryFunction.GE, x.number(2));
    Expr above = isHigh.where(x.add(-2), x.add(-1));
    Expr fromOne = isLow.where(x, above);
    Expr factor = isHigh.where(x.add(-1), isLow.where(x, x.number(1)));
    Expr logarithm = factor.apply(UnaryFunction.LOG);
    Expr w = fromOne.add(-0.5);
    Expr sum = x.number(BETWEEN_ROOTS[BETWEEN_ROOTS.length - 1]);
    for (int i = BETWEEN_ROOTS.length - 2; i >= 0; i--) {
      sum = sum.mul(w).add(BETWEEN_ROOTS[i]);
    }
    Expr between = fromOne.mul(fromOne.add(-1)).mul(sum);
    return between.add(isLow.where(logarithm.neg(), logarithm));
  }

  private static Expr stirling(Expr x) {
    Expr reciprocal = x.apply(UnaryFunction.RECIPROCAL);
    Expr square = reciprocal.mul(reciprocal);
    Expr series = x.number(0);
    for (int k = BERNOULLI.length; k >= 1; k--) {
      series = series.mul(square).add(BERNOULLI[k - 1] / (2 * k * (2 * k - 1)));
    }
    // (x - 1/2) ln x - x, of which nothing is infinity less infinity.
    Expr first = x.add(-0.5).mul(x.apply(UnaryFunction.LOG).add(-1));
    return first.add(0.5 * Math.log(2 * Math.PI) - 0.5).add(reciprocal.mul(series));
  }

  /** Returns derivative {@code order + 1} of {@code ln |Gamma(x)|}. */
  static Expr polygamma(int order, Expr x) {
    Expr isPositive = x.apply(BinaryFunction.GT, x.number(0));
    Expr ofPositive = polygammaOfPositive(order, isPositive.where(x, x.neg().add(1)));
    Expr angle = fractionTimesPi(isPositive, x);
    Expr sine = angle.apply(UnaryFunction.SIN);
    // The reflections: psi(1 - x) + pi / tan(pi |x|), and pi^2 / sin^2(pi x) - psi'(1 - x).
    Expr reflected =
        switch (order) {
          case 0 -> ofPositive.add(angle.apply(UnaryFunction.COS).div(sine).mul(Math.PI));
          case 1 -> x.number(Math.PI * Math.PI).div(sine.mul(sine)).sub(ofPositive);
          default -> {
            double pole = order % 2 == 0 ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY;
            Expr isPole = x.apply(BinaryFunction.EQ, x.number(0));
            yield isPole.where(x.number(pole), x.number(Double.NaN));
          }
        };
    return isPositive.where(ofPositive, reflected);
  }

  private static Expr polygammaOfPositive(int order, Expr x) {
    int steps = (x.dtype() == DType.FLOAT64 ? 9 : 4) + order;
    Expr y = x.add(steps);
    Expr reciprocal = y.apply(UnaryFunction.RECIPROCAL);
    Expr square = reciprocal.mul(reciprocal);
    // The sum of B_2k (2k + order - 1)! / ((2k)! y^2k), of the terms of all orders alike.
    Expr series = x.number(0);
    for (int k = BERNOULLI.length; k >= 1; k--) {
      series = series.add(BERNOULLI[k - 1] * factorial(2 * k, order)).mul(square);
    }
    if (order == 0) {
      Expr sum = y.apply(UnaryFunction.LOG).sub(reciprocal.mul(0.5)).sub(series);
      for (int k = steps - 1; k >= 0; k--) {
        sum = sum.sub(x.add(k).apply(UnaryFunction.RECIPROCAL));
      }
      return sum;
    }
    double before = factorial(1, order - 1);
    Expr sum =
        power(reciprocal, order).mul(series.add(reciprocal.mul(0.5 * order * before)).add(before));
    for (int k = steps - 1; k >= 0; k--) {
      Expr term = power(x.add(k).apply(UnaryFunction.RECIPROCAL), order + 1);
      sum = sum.add(term.mul(order * before));
    }
    return order % 2 == 0 ? sum.neg() : sum;
  }

  /** Returns {@code (n + order - 1)! / n!}, 1 / n for order 0, or for n = 1 a factorial. */
  private static double factorial(int n, int order) {
    if (order == 0) {
      return n == 1 ? 1 : 1.0 / n;
    }
    double product = 1;
    for (int i = n + 1; i <= n + order - 1; i++) {
      product *= i;
    }
    return product;
  }

  private static Expr power(Expr x, int exponent) {
    Expr power = x;
    for (int i = 1; i < exponent; i++) {
      power = power.mul(x);
    }
    return power;
  }
}
