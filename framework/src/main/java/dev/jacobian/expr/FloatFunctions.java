package dev.jacobian.expr;

/**
 * Transcendental functions of float32, for loops: eager kernels and compiled ones call these. Each
 * is straight-line arithmetic in float, without branches, tables, bits or conversions, because that
 * is what the JVM's compiler turns into vector instructions.
 *
 * <p>Errors are in units in the last place of the result (ulp), found by comparison with double
 * precision over the whole range. NaN gives NaN. A zero result may have either sign.
 */
public final class FloatFunctions {
  /*
   * How exp works. With j = round(x / (2 log 2)) and r = x - 2 j log 2, e^x is e^r 4^j.
   *
   *   - Adding and subtracting 1.5 * 2^23 rounds to a whole number.
   *   - log 2 is used in two parts. The first has 9 significant bits, so its multiples are exact.
   *   - 2^j without access to bits: a parabola gives y near 2^(j/256) times 1.0007; squaring it
   *     eight times gives 2^j times 1.05 to 1.35; and adding and subtracting 2^23 y rounds that to
   *     its first bit, which is exactly 2^j, for j from -76 to 65.
   *   - 4^j may be outside the range of float where e^x is not, so e^r is multiplied by 2^j twice.
   *
   * The polynomials are minimax fits by Remez's algorithm.
   */

  private static final float ROUND = 12582912;
  private static final float FIRST_BIT = 8388608;
  private static final float LOG2_HIGH = 0.693359375f;
  private static final float LOG2_LOW = -2.12194440e-4f;
  private static final float LOG2_E = 1.44269504f;

  private FloatFunctions() {}

  /** Returns {@code e^x}; error below 1.5 ulp. */
  public static float exp(float x) {
    // e^89 is infinite and e^-104 is 0.
    float bounded = Math.max(Math.min(x, 89), -104);
    float j = bounded * (LOG2_E / 2) + ROUND - ROUND;
    float r = bounded - j * (2 * LOG2_HIGH) - j * (2 * LOG2_LOW);
    float scale = powerOfTwo(j);
    return (1 + wideExpm1(r)) * scale * scale;
  }

  /** Returns the logistic function {@code 1 / (1 + e^-x)}; error below 2.7 ulp, result in [0, 1]. */
  public static float sigmoid(float x) {
    // e^88 is finite, and its quotient is 1.
    float bounded = Math.max(Math.min(x, 88), -104);
    float j = bounded * (LOG2_E / 2) + ROUND - ROUND;
    float r = bounded - j * (2 * LOG2_HIGH) - j * (2 * LOG2_LOW);
    float scale = powerOfTwo(j);
    float e = (1 + wideExpm1(r)) * scale * scale;
    return e / (1 + e);
  }

  /**
   * Returns the hyperbolic tangent, as {@code m / (m + 2)} with {@code m = e^2x - 1}; error below
   * 2.5 ulp, result in [-1, 1].
   */
  public static float tanh(float x) {
    // tanh(10) is 1 after rounding.
    float bounded = Math.max(Math.min(x, 10), -10);
    float j = bounded * (2 * LOG2_E) + ROUND - ROUND;
    float half = bounded - j * (LOG2_HIGH / 2) - j * (LOG2_LOW / 2);
    float m = expm1(half + half, j);
    return m / (m + 2);
  }

  /**
   * Returns the error function {@code 2/sqrt(pi) * integral of e^(-t^2) from 0 to x}, as {@code x
   * sqrt((1 - e^-w) / z)} with {@code z = x^2} and w a polynomial in z; error below 2.5 ulp, result
   * in [-1, 1].
   */
  public static float erf(float x) {
    // erf(3.93) is 1 after rounding. The small number keeps z from being 0.
    float bounded = Math.max(Math.min(x, 3.93f), -3.93f);
    float z = bounded * bounded + 1e-30f;
    float w = z * erfExponent(z);
    float j = ROUND - w * LOG2_E - ROUND;
    float m = expm1(-w - j * LOG2_HIGH - j * LOG2_LOW, j);
    float result = bounded * (float) Math.sqrt(-m / z);
    return Math.max(Math.min(result, 1), -1);
  }

  /** Returns {@code -log(1 - erf(x)^2) / z} for {@code z = x^2} up to 3.95^2. */
  private static float erfExponent(float z) {
    float p = -4.600945314e-10f;
    p = p * z + 3.005930268e-8f;
    p = p * z - 7.737971651e-7f;
    p = p * z + 1.021512514e-5f;
    p = p * z - 6.853770244e-5f;
    p = p * z + 6.10453025e-5f;
    p = p * z + 3.387769344e-3f;
    p = p * z - 3.825604696e-2f;
    return p * z + 1.273239521f;
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

  /** Returns {@code e^r - 1} for r up to log 2, with an error that is small against e^r. */
  private static float wideExpm1(float r) {
    float p = 1.96108601088e-4f;
    p = p * r + 1.41050707817e-3f;
    p = p * r + 8.33611966357e-3f;
    p = p * r + 4.16612388511e-2f;
    p = p * r + 1.66666136873e-1f;
    p = p * r + 5.00000349122e-1f;
    return p * (r * r) + r;
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
}
