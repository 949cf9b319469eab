package dev.jacobian.benchmarks.report;

import java.util.Locale;
import java.util.function.DoubleFunction;

/** What a number says, and how it is written. */
public enum Quantity {
  /** Wall time of a call. */
  SECONDS("time", Quantity::time),
  /** Resident memory of the process once it has settled. */
  RESIDENT("resident", Quantity::megabytes),
  /** By how much resident memory was larger later. */
  RESIDENT_GROWTH("resident growth", Quantity::megabytes),
  /** By how much the memory pool's blocks were more later. */
  POOL_GROWTH("off-heap growth", value -> Math.round(value) + " B"),
  /** Java objects made by a step. */
  HEAP_PER_STEP("heap per step", value -> Math.round(value) + " B");

  private final String title;

  // A function without state.
  @SuppressWarnings("ImmutableEnumChecker")
  private final DoubleFunction<String> format;

  Quantity(String title, DoubleFunction<String> format) {
    this.title = title;
    this.format = format;
  }

  /** Returns its name. */
  public String title() {
    return title;
  }

  /** Returns a number with its unit. */
  public String format(double value) {
    return Double.isNaN(value) ? "unknown" : format.apply(value);
  }

  private static String megabytes(double bytes) {
    return String.format(Locale.ROOT, "%.1f MB", bytes / (1 << 20));
  }

  private static String time(double seconds) {
    if (seconds < 1e-3) {
      return digits(seconds * 1e6) + " us";
    }
    return seconds < 1 ? digits(seconds * 1e3) + " ms" : digits(seconds) + " s";
  }

  /** Returns about three digits. */
  static String digits(double value) {
    int decimals = value < 1 ? 3 : value < 10 ? 2 : value < 100 ? 1 : 0;
    return String.format(Locale.ROOT, "%." + decimals + "f", value);
  }
}
