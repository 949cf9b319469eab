package dev.jacobian.expr;

/**
 * Transcendental functions of float32 in float32 arithmetic. Eager kernels and compiled ones
 * compute these, through {@link FloatLoops} for arrays, so that both give the same bits.
 *
 * <p>Errors are in units in the last place of the result (ulp), found by comparison with double
 * precision over the whole range. NaN gives NaN. A zero result may have either sign.
 */
@SuppressWarnings("FloatingPointLiteralPrecision") // coefficients as they were computed
public final class FloatFunctions {
  /*
   * The JVM's compiler turns a loop into vector instructions if its body is straight-line
   * arithmetic without branches, tables or conversions, and is small: on JDK 17 some 50 operations.
   * So functions are made of parts that are such bodies.
   *
   * How exp works. With j = round(x / (2 log 2)) and r = x - 2 j log 2, e^x is e^r 4^j.
   *
   *   - Adding and subtracting 1.5 * 2^23 rounds to a whole number.
   *   - log 2 is used in two parts. The first has 9 significant bits, so its multiples are exact.
   *   - 2^j without access to bits: a parabola gives y near 2^(j/256) times 1.0007; squaring it
   *     eight times gives 2^j times 1.05 to 1.35; and adding and subtracting 2^23 y rounds that to
   *     its first bit, which is exactly 2^j, for j from -76 to 65.
   *   - 4^j may be outside the range of float where e^x is not, so e^r is multiplied by 2^j twice.
   *
   * The polynomials are minimax fits by Remez's algorithm, those of erf by Lawson's.
   */

  private static final float ROUND = 12582912;
  private static final float FIRST_BIT = 8388608;
  private static final float LOG2_HIGH = 0.693359375f;
  private static final float LOG2_LOW = -2.12194440e-4f;
  private static final float LOG2_E = 1.44269504f;

  /** Up to here erf(x) is x and x times a polynomial in x^2; both ways give the same float here. */
  private static final float ERF_NEAR = 0.894500136f;

  private static final float ERF_OF_NEAR = 0.794133782f;

  /** Where the exponent begins in the bits of a float. */
  private static final int EXPONENT = 23;

  private static final int ROOT_OF_HALF_BITS = 0x3f3504f3;
  private static final int ONE = 0x3f800000;
  private static final int INFINITY = 0x7f800000;

  private FloatFunctions() {}

  /**
   * Returns the sign of x: -1, 0 or 1; 0 for NaN. By bits, since a jump costs five times as much.
   */
  public static float sign(float x) {
    int bits = Float.floatToRawIntBits(x);
    int size = bits & Integer.MAX_VALUE;
    int isOrdered = (-size & (size - INFINITY - 1)) >> 31;
    return Float.intBitsToFloat(((bits & Integer.MIN_VALUE) | ONE) & isOrdered);
  }

  /** Returns {@code e^x}; error below 1.5 ulp. */
  public static float exp(float x) {
    // e^89 is infinite and e^-104 is 0.
    float bounded = Math.max(Math.min(x, 89), -104);
    float j = bounded * (LOG2_E / 2) + ROUND - ROUND;
    float r = bounded - j * (2 * LOG2_HIGH) - j * (2 * LOG2_LOW);
    float p = 1.96108601088e-4f;
    p = p * r + 1.41050707817e-3f;
    p = p * r + 8.33611966357e-3f;
    p = p * r + 4.16612388511e-2f;
    p = p * r + 1.66666136873e-1f;
    p = p * r + 5.00000349122e-1f;
    float scale = powerOfTwo(j);
    return (p * (r * r) + r + 1) * scale * scale;
  }

  /**
   * Returns the logistic function {@code 1 / (1 + e^-x)}; error below 2.7 ulp, result in [0, 1].
   */
  public static float sigmoid(float x) {
    return sigmoidOfExp(exp(x));
  }

  /** Returns {@code e / (1 + e)}, 1 for infinity. */
  static float sigmoidOfExp(float e) {
    float bounded = Math.min(e, 1e38f);
    return bounded / (1 + bounded);
  }

  /** Returns the hyperbolic tangent; error below 2.5 ulp, result in [-1, 1]. */
  public static float tanh(float x) {
    return tanhOfExpm1(expm1OfTwice(x));
  }

  /** Returns {@code e^2x - 1}, of a bounded x. */
  static float expm1OfTwice(float x) {
    // tanh(10) is 1 after rounding.
    float bounded = Math.max(Math.min(x, 10), -10);
    float j = bounded * (2 * LOG2_E) + ROUND - ROUND;
    float half = bounded - j * (LOG2_HIGH / 2) - j * (LOG2_LOW / 2);
    return expm1(half + half, j);
  }

  /** Returns the hyperbolic tangent of x from {@code m = e^2x - 1}. */
  static float tanhOfExpm1(float m) {
    return m / (m + 2);
  }

  /**
   * Returns the error function {@code 2/sqrt(pi) * integral of e^(-t^2) from 0 to x}; error below
   * 1.7 ulp, result in [-1, 1].
   */
  public static float erf(float x) {
    return erfOf(x, expOfNegative(erfcExponent(x)));
  }

  /**
   * Returns q with {@code 1 - erf(a) = e^-q}, by a polynomial, for the size a of x within the
   * bounds between which it holds.
   */
  static float erfcExponent(float x) {
    float a = Math.min(Math.max(Math.abs(x), ERF_NEAR), 4);
    float q = -1.98219971e-4f;
    q = q * a + 3.06549337e-3f;
    q = q * a - 2.23152252e-2f;
    q = q * a + 1.04113704e-1f;
    q = q * a + 6.36976055e-1f;
    q = q * a + 1.12779726f;
    return q * a + 1.66443728e-4f;
  }

  /** Returns {@code e^-q} for q from 0 to 50, with an error below 2e-7 of it. */
  static float expOfNegative(float q) {
    float j = ROUND - q * LOG2_E - ROUND;
    float r = -q - j * LOG2_HIGH - j * LOG2_LOW;
    float e = 8.374646934e-3f;
    e = e * r + 4.189831697e-2f;
    e = e * r + 1.666645718e-1f;
    e = e * r + 4.999914671e-1f;
    return (e * (r * r) + r + 1) * powerOfTwo(j);
  }

  /**
   * Returns the error function of x from {@code e = 1 - erf(a)}: that of x where it is small, of
   * the bound else; and by how much it is larger at a, which is 0 or exact.
   */
  static float erfOf(float x, float e) {
    float near = Math.max(Math.min(x, ERF_NEAR), -ERF_NEAR);
    float z = near * near;
    float p = -6.09036102e-4f;
    p = p * z + 5.01196342e-3f;
    p = p * z - 2.67789097e-2f;
    p = p * z + 1.12821409e-1f;
    p = p * z - 3.76125233e-1f;
    p = p * z + 1.28379154e-1f;
    float sign = Math.max(Math.min(x * 1e30f, 1), -1);
    return p * near + near + (1 - e - ERF_OF_NEAR) * sign;
  }

  /** Returns {@code e^(r + j log 2) - 1} for r up to half of log 2 and a whole j from -76 to 65. */
  private static float expm1(float r, float j) {
    float p = 1.38824709792e-3f;
    p = p * r + 8.36678762148e-3f;
    p = p * r + 4.16672084621e-2f;
    p = p * r + 1.66665416354e-1f;
    p = p * r + 4.99999981092e-1f;
    float scale = powerOfTwo(j);
    return (p * (r * r) + r) * scale + (scale - 1);
  }

  /** Returns 2^j for a whole j from -76 to 65. */
  private static float powerOfTwo(float j) {
    float y = (3.6231452e-6f * j + 2.718951e-3f) * j + 1.0006627f;
    y = y * y;
    y = y * y;
    y = y * y;
    y = y * y;
    y = y * y;
    y = y * y;
    y = y * y;
    y = y * y;
    float large = y * FIRST_BIT;
    return y + large - large;
  }

  /** Returns the natural logarithm; error below 1 ulp. */
  public static float log(float x) {
    if (hasOrdinaryLog(x)) {
      return logOf(mantissa(x), roundedExponent(x));
    }
    if (x > 0 && x < Float.MIN_NORMAL) {
      // A power of two makes it an ordinary number.
      float scaled = x * FIRST_BIT;
      return logOf(mantissa(scaled), roundedExponent(scaled) - EXPONENT);
    }
    return (float) Math.log(x);
  }

  /** Returns {@code log(1 + x)}, accurate near 0; error below 1.5 ulp. */
  public static float log1p(float x) {
    if (!hasOrdinaryLog1p(x)) {
      return (float) Math.log1p(x);
    }
    float sum = 1 + x;
    return logOf(mantissa(sum), roundedExponent(sum)) + lostBySum(x);
  }

  /** Returns whether x is positive, finite, and no subnormal number. */
  static boolean hasOrdinaryLog(float x) {
    return x >= Float.MIN_NORMAL && x <= Float.MAX_VALUE;
  }

  /** Returns whether x is finite and above -1. */
  static boolean hasOrdinaryLog1p(float x) {
    return x > -1 && x <= Float.MAX_VALUE;
  }

  /** Returns x divided by a power of two, so that it lies between the roots of 1/2 and of 2. */
  static float mantissa(float x) {
    int bits = Float.floatToRawIntBits(x);
    int exponent = (bits - ROOT_OF_HALF_BITS) >> EXPONENT;
    return Float.intBitsToFloat(bits - (exponent << EXPONENT));
  }

  /** Returns the exponent of that power of two, plus {@link #ROUND}. */
  static float roundedExponent(float x) {
    int exponent = (Float.floatToRawIntBits(x) - ROOT_OF_HALF_BITS) >> EXPONENT;
    return Float.intBitsToFloat(0x4b400000 + exponent);
  }

  /** Returns the logarithm from the parts that the two methods above return. */
  static float logOf(float mantissa, float roundedExponent) {
    float k = roundedExponent - ROUND;
    float f = mantissa - 1;
    float p = -7.650794e-2f;
    p = p * f + 1.2775575e-1f;
    p = p * f - 1.3160887e-1f;
    p = p * f + 1.4199951e-1f;
    p = p * f - 1.6623105e-1f;
    p = p * f + 2.0001294e-1f;
    p = p * f - 2.5000829e-1f;
    p = p * f + 3.333333e-1f;
    float square = f * f;
    float small = p * (square * f) + k * LOG2_LOW - 0.5f * square;
    return f + small + k * LOG2_HIGH;
  }

  /** Returns by how much the logarithm of the rounded sum of 1 and x falls short. */
  static float lostBySum(float x) {
    float sum = 1 + x;
    return (x - (sum - 1)) / sum;
  }
}
