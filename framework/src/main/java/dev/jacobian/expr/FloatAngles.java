package dev.jacobian.expr;

/**
 * Sine and cosine of float32, the same bits in Java and in C; errors are below 0.51 units in the
 * last place for every float.
 *
 * <p>An angle is counted in quarters of a circle, {@code 2 x / pi}: what is whole says which of
 * sine and cosine it is, and the rest is between -1/2 and 1/2. The product has to be exact far
 * behind the point, however large x is (Payne and Hanek, "Radian reduction for trigonometric
 * functions", 1983). So {@code 2 / pi} is cut into pieces of 24 bits, whose products with a float
 * are exact in double; those that make multiples of four quarters are left out, and four of the
 * others are enough. From there on it is a series, in double.
 */
public final class FloatAngles {
  /** 24 bits of {@code 2 / pi} from each eighth bit on. */
  private static final double[] TWO_OVER_PI = {
    0xa2f983p-24, 0xf9836ep-32, 0x836e4ep-40, 0x6e4e44p-48, 0x4e4415p-56, 0x441529p-64,
    0x1529fcp-72, 0x29fc27p-80, 0xfc2757p-88, 0x2757d1p-96, 0x57d1f5p-104, 0xd1f534p-112,
    0xf534ddp-120, 0x34ddc0p-128, 0xddc0dbp-136, 0xc0db62p-144, 0xdb6295p-152, 0x629599p-160,
    0x95993cp-168, 0x993c43p-176, 0x3c4390p-184, 0x439041p-192,
  };

  /** The pieces that a piece has in common with others: the next one of its own is so far on. */
  private static final int APART = 3;

  /** Added and subtracted, it rounds to a whole number, whose last bits are those of the sum. */
  private static final double WHOLE = 0x1.8p52;

  private static final double HALF_PI = 0x1.921fb54442d18p0;

  /** The exponent, as floats have it, up to which the first pieces are needed: 2^25. */
  private static final int FIRST = 127 + 25;

  private static final int EXPONENT = 23;

  private FloatAngles() {}

  /** Returns the sine. */
  public static float sin(float x) {
    return sine(x, 0);
  }

  /** Returns the cosine. */
  public static float cos(float x) {
    return sine(x, 1);
  }

  /** Returns the sine of an angle that is larger by quarters of a circle. */
  private static float sine(float x, int quarters) {
    int exponent = (Float.floatToRawIntBits(x) >>> EXPONENT & 255) - FIRST;
    int row = Math.max(exponent, 0) >> 3;
    double p0 = x * TWO_OVER_PI[row];
    double p1 = x * TWO_OVER_PI[row + APART];
    double p2 = x * TWO_OVER_PI[row + 2 * APART];
    double p3 = x * TWO_OVER_PI[row + 3 * APART];
    double q0 = p0 + WHOLE;
    double q1 = p1 + WHOLE;
    double sum = p0 - (q0 - WHOLE) + (p1 - (q1 - WHOLE));
    double q2 = sum + WHOLE;
    double a = (sum - (q2 - WHOLE) + (p2 + p3)) * HALF_PI;
    int quadrant = lastBits(q0) + lastBits(q1) + lastBits(q2) + quarters;
    double size = (quadrant & 1) == 0 ? sineOf(a) : cosineOf(a);
    return (float) ((quadrant & 2) == 0 ? size : -size);
  }

  private static int lastBits(double whole) {
    return (int) Double.doubleToRawLongBits(whole);
  }

  private static double sineOf(double a) {
    double z = a * a;
    double s = -1.0 / 39916800;
    s = s * z + 1.0 / 362880;
    s = s * z - 1.0 / 5040;
    s = s * z + 1.0 / 120;
    s = s * z - 1.0 / 6;
    return (s * z + 1) * a;
  }

  private static double cosineOf(double a) {
    double z = a * a;
    double c = 1.0 / 479001600;
    c = c * z - 1.0 / 3628800;
    c = c * z + 1.0 / 40320;
    c = c * z - 1.0 / 720;
    c = c * z + 1.0 / 24;
    c = c * z - 0.5;
    return c * z + 1;
  }
}
