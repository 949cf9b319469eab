package dev.jacobian.trainers.report.chart;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Locale;

/** Writes the values at an axis's marks: short, and alike on one axis. */
final class TickLabel {
  private static final double LARGEST = 1e15;
  private static final double SMALLEST = 1e-4;
  private static final String[] UNITS = {"", "k", "M", "G", "T"};
  private static final String SUPERSCRIPTS = "⁰¹²³⁴⁵⁶⁷⁸⁹";

  private TickLabel() {}

  /**
   * Returns the label of one of the marks that lie {@code step} apart.
   *
   * @param largest the largest size of a value on the axis
   */
  static String linear(double value, double step, double largest) {
    if (value == 0) {
      return "0";
    }
    if (largest >= LARGEST || largest < SMALLEST) {
      int exponent = exponent(largest);
      double unit = Math.pow(10, exponent);
      return decimal(value / unit, step / unit) + "·10" + superscript(exponent);
    }
    int thousands = largest >= 1e4 ? exponent(largest) / 3 : 0;
    double unit = Math.pow(1000, thousands);
    return decimal(value / unit, step / unit) + UNITS[thousands];
  }

  /** Returns the label of a mark at {@code factor * 10^exponent}. */
  static String logarithmic(int factor, int exponent) {
    if (exponent >= -3 && exponent <= 3) {
      return BigDecimal.valueOf(factor).scaleByPowerOfTen(exponent).toPlainString();
    }
    return (factor == 1 ? "" : factor + "·") + "10" + superscript(exponent);
  }

  static int exponent(double value) {
    return (int) Math.floor(Math.log10(value));
  }

  /** Returns a value with as many digits as tell neighbours apart. */
  private static String decimal(double value, double step) {
    int digits = Math.max(0, -(int) Math.floor(Math.log10(step) + 1e-9));
    return BigDecimal.valueOf(value)
        .setScale(Math.min(digits, 12), RoundingMode.HALF_EVEN)
        .toPlainString()
        .replace('-', '−');
  }

  private static String superscript(int exponent) {
    StringBuilder out = new StringBuilder(exponent < 0 ? "⁻" : "");
    String.format(Locale.ROOT, "%d", Math.abs(exponent))
        .chars()
        .forEach(c -> out.append(SUPERSCRIPTS.charAt(c - '0')));
    return out.toString();
  }
}
