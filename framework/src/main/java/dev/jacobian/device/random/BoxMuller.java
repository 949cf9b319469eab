package dev.jacobian.device.random;

/**
 * Standard normal numbers of random bits. They are sums, products, quotients and roots alone, each
 * rounded as IEEE 754 says, so that every language and processor makes the same bits; {@code
 * random.c} says the same. Logarithm and cosine are within two units in the last place.
 *
 * <p>Source: Box and Muller, "A note on the generation of random normal deviates", 1958, the cosine
 * branch. The series are Taylor's: of the inverse hyperbolic tangent for the logarithm, with {@code
 * ln m = 2 artanh((m - 1) / (m + 1))}, and of sine and cosine up to a quarter of pi.
 */
final class BoxMuller {
  private static final double TWO_POW_MINUS_32 = 0x1p-32;

  /** The bits of the number next to the root of 1/2 from which on mantissas are counted. */
  private static final long ROOT_OF_HALF = 0x3fe6a09e667f3bcdL;

  /** The logarithm of 2 in two parts, of which the first has zeros at its end. */
  private static final double LOG2_HIGH = 0x1.62e42fee00000p-1;

  private static final double LOG2_LOW = 0x1.a39ef35793c76p-33;
  private static final double TWO_PI = 0x1.921fb54442d18p2;
  private static final int EIGHTH = 1 << 29;

  private BoxMuller() {}

  /** Returns the number: the upper half of the bits is its radius, the lower one its angle. */
  static double normal(long bits) {
    double radius = ((bits >>> 32) + 0.5) * TWO_POW_MINUS_32;
    return Math.sqrt(-2 * log(radius)) * cosine((int) bits);
  }

  /** Returns the logarithm of a normal number from 0 to 1. */
  private static double log(double x) {
    long bits = Double.doubleToRawLongBits(x);
    long exponent = (bits - ROOT_OF_HALF) >> 52;
    double f = Double.longBitsToDouble(bits - (exponent << 52)) - 1;
    double s = f / (2 + f);
    double z = s * s;
    double p = 2.0 / 23;
    p = p * z + 2.0 / 21;
    p = p * z + 2.0 / 19;
    p = p * z + 2.0 / 17;
    p = p * z + 2.0 / 15;
    p = p * z + 2.0 / 13;
    p = p * z + 2.0 / 11;
    p = p * z + 2.0 / 9;
    p = p * z + 2.0 / 7;
    p = p * z + 2.0 / 5;
    p = p * z + 2.0 / 3;
    double k = (double) exponent;
    return k * LOG2_HIGH + (2 * s + (p * z * s + k * LOG2_LOW));
  }

  /** Returns the cosine of an angle that is counted in parts of a circle, 2^32 of them. */
  private static double cosine(int parts) {
    int quadrant = (parts + EIGHTH) >> 30;
    double x = (parts - (quadrant << 30)) * (TWO_PI * TWO_POW_MINUS_32);
    double z = x * x;
    double c = 1.0 / 20922789888000.0;
    c = c * z - 1.0 / 87178291200.0;
    c = c * z + 1.0 / 479001600;
    c = c * z - 1.0 / 3628800;
    c = c * z + 1.0 / 40320;
    c = c * z - 1.0 / 720;
    c = c * z + 1.0 / 24;
    c = c * z - 0.5;
    c = c * z + 1;
    double s = 1.0 / 355687428096000.0;
    s = s * z - 1.0 / 1307674368000.0;
    s = s * z + 1.0 / 6227020800.0;
    s = s * z - 1.0 / 39916800;
    s = s * z + 1.0 / 362880;
    s = s * z - 1.0 / 5040;
    s = s * z + 1.0 / 120;
    s = s * z - 1.0 / 6;
    s = s * z * x + x;
    double size = (quadrant & 1) == 0 ? c : s;
    return (quadrant + 1 & 2) == 0 ? size : -size;
  }
}
