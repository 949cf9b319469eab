package dev.jacobian.tensor;

import java.lang.reflect.Array;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.stream.IntStream;

/**
 * How the elements of one tensor are written: all in one notation and one width, so that columns
 * line up. Whole numbers have no decimals; others have four; a wide range of magnitudes is written
 * with exponents. PyTorch's rules.
 */
final class ElementFormat {
  private static final int DECIMALS = 4;
  private static final double WIDEST_RATIO = 1000;
  private static final double LARGEST = 1e8;
  private static final double SMALLEST = 1e-4;

  /** A way to write a number. */
  private enum Notation {
    AS_IS,
    WHOLE,
    FIXED,
    EXPONENT
  }

  private final Object array;
  private final Notation notation;
  private final int width;

  ElementFormat(Object array) {
    this.array = array;
    boolean floating = array instanceof float[] || array instanceof double[];
    this.notation = floating ? choose(array) : Notation.AS_IS;
    // Zeros, NaN and infinities do not widen a floating column, as in PyTorch.
    this.width =
        IntStream.range(0, Array.getLength(array))
            .filter(i -> !floating || isFiniteNonZero(Array.getDouble(array, i)))
            .map(i -> write(i).length())
            .max()
            .orElse(1);
  }

  private static boolean isFiniteNonZero(double value) {
    return Double.isFinite(value) && value != 0;
  }

  private static Notation choose(Object array) {
    double smallest = Double.POSITIVE_INFINITY;
    double largest = 0;
    boolean whole = true;
    for (int i = 0; i < Array.getLength(array); i++) {
      double value = Math.abs(Array.getDouble(array, i));
      if (isFiniteNonZero(value)) {
        smallest = Math.min(smallest, value);
        largest = Math.max(largest, value);
        whole &= value == Math.rint(value);
      }
    }
    if (largest == 0) {
      return Notation.WHOLE;
    }
    if (largest / smallest > WIDEST_RATIO || largest > LARGEST || (!whole && smallest < SMALLEST)) {
      return Notation.EXPONENT;
    }
    return whole ? Notation.WHOLE : Notation.FIXED;
  }

  /** Returns the number of characters of a padded element. */
  int width() {
    return width;
  }

  /** Returns an element, padded on the left. */
  String format(int index) {
    String text = write(index);
    return " ".repeat(Math.max(0, width - text.length())) + text;
  }

  private String write(int index) {
    if (array instanceof boolean[] truths) {
      return truths[index] ? "True" : "False";
    }
    if (notation == Notation.AS_IS) {
      return Long.toString(Array.getLong(array, index));
    }
    double value = Array.getDouble(array, index);
    if (Double.isNaN(value)) {
      return "nan";
    }
    boolean negative = Double.doubleToRawLongBits(value) < 0;
    return (negative ? "-" : "") + (Double.isInfinite(value) ? "inf" : magnitude(Math.abs(value)));
  }

  /**
   * Rounds the exact binary value, half to even, as C's printf does; Java's formatter rounds its
   * shortest decimal.
   */
  private String magnitude(double value) {
    BigDecimal exact = new BigDecimal(value);
    return switch (notation) {
      case WHOLE -> exact.setScale(0, RoundingMode.HALF_EVEN).toPlainString() + ".";
      case FIXED -> exact.setScale(DECIMALS, RoundingMode.HALF_EVEN).toPlainString();
      case EXPONENT -> withExponent(exact);
      case AS_IS -> throw new IllegalStateException("not a floating notation");
    };
  }

  private static String withExponent(BigDecimal exact) {
    String digits = "0".repeat(DECIMALS + 1);
    int exponent = 0;
    if (exact.signum() != 0) {
      BigDecimal rounded = exact.round(new MathContext(DECIMALS + 1, RoundingMode.HALF_EVEN));
      exponent = rounded.precision() - rounded.scale() - 1;
      digits = (rounded.unscaledValue() + "0".repeat(DECIMALS)).substring(0, DECIMALS + 1);
    }
    String power = (Math.abs(exponent) < 10 ? "0" : "") + Math.abs(exponent);
    return digits.charAt(0) + "." + digits.substring(1) + "e" + (exponent < 0 ? "-" : "+") + power;
  }
}
