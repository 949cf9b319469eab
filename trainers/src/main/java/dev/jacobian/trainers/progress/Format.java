package dev.jacobian.trainers.progress;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Locale;

/** Writes numbers and times for people. The same everywhere, whatever the machine's language. */
public final class Format {
  private static final int DIGITS = 5;

  private Format() {}

  /**
   * Returns a score with five significant digits: {@code 0.012345}, {@code 0.50000}, {@code
   * 1.2345e-07}, {@code NaN}.
   */
  public static String score(double value) {
    double size = Math.abs(value);
    if (!Double.isFinite(value)) {
      return String.valueOf(value);
    }
    if (size != 0 && (size < 1e-4 || size >= 1e7)) {
      return String.format(Locale.ROOT, "%.4e", value);
    }
    int magnitude = size == 0 ? 0 : (int) Math.floor(Math.log10(size));
    return String.format(Locale.ROOT, "%." + Math.max(0, DIGITS - 1 - magnitude) + "f", value);
  }

  /** Returns a setting as it was written: {@code 0.05}, {@code 1}. */
  public static String plain(double value) {
    return BigDecimal.valueOf(value).stripTrailingZeros().toPlainString();
  }

  /** Returns a learning rate with up to three significant digits: {@code 0.05}, {@code 0.00123}. */
  public static String learningRate(double value) {
    return Double.isFinite(value)
        ? BigDecimal.valueOf(value).round(new MathContext(3)).stripTrailingZeros().toPlainString()
        : String.valueOf(value);
  }

  /** Returns a count with separators: {@code 12,345}. */
  public static String count(double value) {
    return String.format(Locale.ROOT, "%,.0f", value);
  }

  /** Returns "1 row" or "2 rows". */
  public static String count(long number, String noun) {
    return String.format(Locale.ROOT, "%,d %s%s", number, noun, number == 1 ? "" : "s");
  }

  /** Returns a length of time: {@code 0.8 s}, {@code 12 s}, {@code 3:05}, {@code 1:02:03}. */
  public static String duration(double seconds) {
    if (seconds < 9.95) {
      return String.format(Locale.ROOT, "%.1f s", seconds);
    }
    return seconds < 59.5 ? String.format(Locale.ROOT, "%.0f s", seconds) : clock(seconds);
  }

  /** Returns minutes and seconds: {@code 0:05}, {@code 12:00}, {@code 1:02:03}. */
  public static String clock(double seconds) {
    long whole = Math.round(seconds);
    long hours = whole / 3600;
    long minutes = whole / 60 % 60;
    return hours > 0
        ? String.format(Locale.ROOT, "%d:%02d:%02d", hours, minutes, whole % 60)
        : String.format(Locale.ROOT, "%d:%02d", minutes, whole % 60);
  }
}
