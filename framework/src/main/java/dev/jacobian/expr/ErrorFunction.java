package dev.jacobian.expr;

/**
 * The Gauss error function {@code 2/sqrt(pi) * integral of e^(-t^2) from 0 to x} in double
 * precision: near 0 as {@code x + x R(x^2)}, elsewhere as {@code 1 - e^(-x^2) T(x)}, with R and T
 * rational functions fitted by weighted least squares until the largest error is least (Lawson's
 * method). Error below 1.5 units in the last place.
 */
@SuppressWarnings("FloatingPointLiteralPrecision") // coefficients as they are published
final class ErrorFunction {
  /** Up to here the series of x is used: what is added to x stays a small part of it. */
  private static final double NEAR_ZERO = 0.87;

  /** From here on the result is 1 after rounding. */
  private static final double SATURATION = 6;

  private ErrorFunction() {}

  static double of(double x) {
    double size = Math.abs(x);
    if (size < NEAR_ZERO) {
      return x + x * nearZero(x * x);
    }
    if (size < SATURATION) {
      return Math.copySign(1 - Math.exp(-size * size) * tail(size), x);
    }
    return Double.isNaN(x) ? x : Math.copySign(1, x);
  }

  /** Returns {@code erf(x) / x - 1} for {@code z = x^2}. */
  private static double nearZero(double z) {
    double p = -2.7645483792251775e-5;
    p = p * z - 0.005792346869001795;
    p = p * z - 0.028736884647844026;
    p = p * z - 0.32494141554752897;
    p = p * z + 0.12837916709551257;
    double q = -3.9086775106203512e-6;
    q = q * z + 0.00013580206884255622;
    q = q * z + 0.0051299085388489746;
    q = q * z + 0.065332832591090269;
    q = q * z + 0.39870155448372452;
    q = q * z + 1;
    return p / q;
  }

  /** Returns {@code (1 - erf(x)) e^(x^2)}. */
  private static double tail(double x) {
    double p = 0.0083125429930350188;
    p = p * x + 0.08019829509499092;
    p = p * x + 0.36049505416278639;
    p = p * x + 0.92746935688508725;
    p = p * x + 1.3727353028860241;
    p = p * x + 0.99999994973662442;
    double q = 0.014733756425588855;
    q = q * x + 0.14214293327621552;
    q = q * x + 0.64639897465101951;
    q = q * x + 1.7143020319311164;
    q = q * x + 2.7496772336083421;
    q = q * x + 2.5011139009824908;
    q = q * x + 1;
    return p / q;
  }
}
