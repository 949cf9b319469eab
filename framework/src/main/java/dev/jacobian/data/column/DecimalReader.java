package dev.jacobian.data.column;

import dev.jacobian.shape.DType;
import java.nio.charset.StandardCharsets;

/**
 * Reads decimal numbers out of UTF-8 bytes: an optional sign, digits with an optional point, an
 * optional exponent. The value is the one that {@code Double.parseDouble} or {@code
 * Float.parseFloat} gives, bit for bit. For use by one thread.
 *
 * <p>How: the digits are gathered in a long and the point and the exponent in a power of ten.
 *
 * <ol>
 *   <li>Whole numbers and those whose two parts float64 holds exactly take one division or product,
 *       which rounds once. Source: Clinger, "How to read floating point numbers accurately", 1990.
 *   <li>float32 is the float64 estimate narrowed, unless that lies so near the middle of two
 *       neighbours that the estimate's own error could decide.
 *   <li>A float64 quotient of more digits is corrected by its remainder, which is exact in wrapping
 *       64-bit arithmetic because it is smaller than one and a half divisors.
 *   <li>What is left, less than one number in a hundred of common files, is read by Java.
 * </ol>
 */
public final class DecimalReader {
  /** What {@link #read} returns if there is no number. */
  public static final int NONE = -1;

  private static final int EXACT_DIGITS = 18;
  private static final int EXPONENT_DIGITS = 4;
  private static final int EXACT_POWER = 22;
  private static final long EXACT_LONG = 1L << 53;
  private static final int NARROWED_BITS = 29;
  private static final long NARROWED = (1L << NARROWED_BITS) - 1;
  private static final long MIDDLE = 1L << (NARROWED_BITS - 1);
  private static final long ESTIMATE_ERROR = 4;
  private static final int EXPONENT_BIAS = 1075;
  private static final long HIDDEN_BIT = 1L << 52;
  private static final double[] POWERS = new double[EXACT_POWER + 1];
  private static final long[] LONG_POWERS = new long[EXACT_DIGITS + 1];

  static {
    long power = 1;
    for (int i = 0; i <= EXACT_POWER; i++) {
      POWERS[i] = Double.parseDouble("1e" + i);
      if (i <= EXACT_DIGITS) {
        LONG_POWERS[i] = power;
        power *= 10;
      }
    }
  }

  private final boolean isDouble;
  private double value;

  /**
   * Makes a reader.
   *
   * @param dtype float32 or float64, to which values are rounded
   */
  public DecimalReader(DType dtype) {
    this.isDouble = dtype == DType.FLOAT64;
  }

  /** Returns the last number that was read; infinite if it is too large for the type. */
  public double value() {
    return value;
  }

  /**
   * Reads the longest number that starts at a place.
   *
   * @param bytes with a byte that is no part of a number after the number's last
   * @return the place after the number, or {@link #NONE}
   */
  public int read(byte[] bytes, int start) {
    int at = start;
    boolean negative = bytes[at] == '-';
    if (negative || bytes[at] == '+') {
      at++;
    }
    int first = at;
    long digits = 0;
    int digit = bytes[at] - '0';
    while (digit >= 0 && digit <= 9) {
      digits = digits * 10 + digit;
      digit = bytes[++at] - '0';
    }
    int count = at - first;
    int power = 0;
    if (bytes[at] == '.') {
      int point = at;
      digit = bytes[++at] - '0';
      while (digit >= 0 && digit <= 9) {
        digits = digits * 10 + digit;
        digit = bytes[++at] - '0';
      }
      power = point + 1 - at;
      count -= power;
    }
    if (count == 0) {
      return NONE;
    }
    boolean isExact = count <= EXACT_DIGITS || significant(bytes, first, at) <= EXACT_DIGITS;
    if ((bytes[at] | 0x20) == 'e') {
      int mark = at;
      at = skipExponent(bytes, at);
      if (at == NONE) {
        return NONE;
      }
      int written = exponent(bytes, mark + 1, at);
      isExact &= written != Integer.MAX_VALUE;
      power += isExact ? written : 0;
    }
    double magnitude = isExact ? (isDouble ? wide(digits, power) : narrow(digits, power)) : -1;
    value = magnitude < 0 ? byJava(bytes, start, at) : negative ? -magnitude : magnitude;
    return at;
  }

  /** Returns how many digits there are from the first that is not 0 on. */
  private static int significant(byte[] bytes, int from, int to) {
    int at = from;
    while (at < to && (bytes[at] == '0' || bytes[at] == '.')) {
      at++;
    }
    int count = to - at;
    for (int i = at; i < to; i++) {
      if (bytes[i] == '.') {
        count--;
      }
    }
    return count;
  }

  private static int skipExponent(byte[] bytes, int mark) {
    int at = mark + 1;
    if (bytes[at] == '-' || bytes[at] == '+') {
      at++;
    }
    int first = at;
    while (bytes[at] >= '0' && bytes[at] <= '9') {
      at++;
    }
    return at == first ? NONE : at;
  }

  /** Returns the exponent, or {@code Integer.MAX_VALUE} if it has many digits. */
  private static int exponent(byte[] bytes, int from, int to) {
    boolean signed = bytes[from] == '-' || bytes[from] == '+';
    int first = signed ? from + 1 : from;
    if (to - first > EXPONENT_DIGITS) {
      return Integer.MAX_VALUE;
    }
    int exponent = 0;
    for (int i = first; i < to; i++) {
      exponent = exponent * 10 + bytes[i] - '0';
    }
    return bytes[from] == '-' ? -exponent : exponent;
  }

  /** Returns the nearest float64, or -1 if that takes more than is done here. */
  private static double wide(long digits, int power) {
    if (power == 0 || digits == 0) {
      return digits;
    }
    if (digits <= EXACT_LONG && power >= -EXACT_POWER && power <= EXACT_POWER) {
      return power < 0 ? digits / POWERS[-power] : digits * POWERS[power];
    }
    return power < 0 && power >= -EXACT_DIGITS ? quotient(digits, LONG_POWERS[-power]) : -1;
  }

  private static double quotient(long digits, long divisor) {
    double estimate = (double) digits / divisor;
    long bits = Double.doubleToRawLongBits(estimate);
    int shift = EXPONENT_BIAS - (int) (bits >>> 52);
    long mantissa = (bits & (HIDDEN_BIT - 1)) | HIDDEN_BIT;
    if (mantissa == HIDDEN_BIT || shift < 0) {
      // Below a power of two the neighbours are twice as near.
      return -1;
    }
    // digits * 2^shift = mantissa * divisor + remainder
    long remainder = (shift < Long.SIZE ? digits << shift : 0) - mantissa * divisor;
    long twice = 2 * remainder;
    boolean odd = (mantissa & 1) != 0;
    if (twice > divisor || (twice == divisor && odd)) {
      return Double.longBitsToDouble(bits + 1);
    }
    if (twice < -divisor || (twice == -divisor && odd)) {
      return Double.longBitsToDouble(bits - 1);
    }
    return estimate;
  }

  /** Returns the nearest float32, or -1 if that takes more than is done here. */
  private static double narrow(long digits, int power) {
    if (digits == 0) {
      return 0;
    }
    if (power < -EXACT_POWER || power > EXACT_POWER) {
      return -1;
    }
    double estimate = power < 0 ? digits / POWERS[-power] : digits * POWERS[power];
    long lost = Double.doubleToRawLongBits(estimate) & NARROWED;
    boolean decided = Math.abs(lost - MIDDLE) > ESTIMATE_ERROR;
    return decided && estimate >= Float.MIN_NORMAL && estimate <= Float.MAX_VALUE
        ? (float) estimate
        : -1;
  }

  private double byJava(byte[] bytes, int start, int end) {
    String text = new String(bytes, start, end - start, StandardCharsets.ISO_8859_1);
    // Read as double and then narrowed, a number could be rounded twice.
    return isDouble ? Double.parseDouble(text) : Float.parseFloat(text);
  }
}
