package dev.jacobian.io;

/**
 * Floating-point numbers of 8 and 16 bits as float32, which holds each of them exactly, NaN with
 * its sign and payload.
 *
 * <p>How: exponent and fraction are moved to where float32 has them. That gives the number times a
 * power of two, since the exponents' zeros differ; multiplying takes that away without rounding,
 * and makes subnormal numbers normal on the way. Only the largest exponent needs a look.
 *
 * <p>Sources: IEEE 754-2008 (binary16); Kalamkar et al., "A Study of BFLOAT16 for Deep Learning
 * Training", 2019; Micikevicius et al., "FP8 Formats for Deep Learning", 2022, whose E4M3 has no
 * infinities and one NaN of either sign.
 */
public final class SmallFloats {
  private static final int SIGN = 0x8000_0000;
  private static final int EXPONENT = 0x7F80_0000;

  /** Between the exponents' zeros, 127 and 15. */
  private static final float HALF_SCALE = 0x1p112f;

  /** Between the exponents' zeros, 127 and 7. */
  private static final float E4M3_SCALE = 0x1p120f;

  private SmallFloats() {}

  /** Returns an IEEE 754 binary16 number: 5 bits of exponent, 10 of fraction. */
  public static float ofHalf(short bits) {
    int sign = bits << Short.SIZE & SIGN;
    int magnitude = (bits & 0x7FFF) << 13;
    return (bits & 0x7C00) == 0x7C00
        ? Float.intBitsToFloat(sign | magnitude | EXPONENT)
        : Float.intBitsToFloat(
            sign | Float.floatToRawIntBits(Float.intBitsToFloat(magnitude) * HALF_SCALE));
  }

  /** Returns a bfloat16 number: the first 16 bits of a float32. */
  static float ofBfloat16(short bits) {
    return Float.intBitsToFloat(bits << Short.SIZE);
  }

  /** Returns an 8-bit number with 5 bits of exponent and 2 of fraction: the start of a binary16. */
  static float ofE5M2(byte bits) {
    return ofHalf((short) (bits << Byte.SIZE));
  }

  /** Returns an 8-bit number with 4 bits of exponent and 3 of fraction. */
  static float ofE4M3(byte bits) {
    int sign = bits << 24 & SIGN;
    int magnitude = (bits & 0x7F) << 20;
    return (bits & 0x7F) == 0x7F
        ? Float.intBitsToFloat(sign | magnitude | EXPONENT)
        : Float.intBitsToFloat(
            sign | Float.floatToRawIntBits(Float.intBitsToFloat(magnitude) * E4M3_SCALE));
  }
}
