package dev.jacobian.trainers.report.chart;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.DoubleStream;

/**
 * An axis: where values lie on it, and its marks. It is logarithmic if that is allowed and the
 * values span two decades. What lies beyond its ends is drawn at the end.
 */
final class Scale {
  /** Larger values are treated like infinity: arithmetic on them would overflow. */
  private static final double DRAWABLE = 1e100;

  private static final double SMALLEST_SPAN = 1e-300;
  private static final double DECADES_RATIO = 100;
  private static final double MARGIN = 0.04;
  private static final double OUTLIER_RATIO = 10;
  private static final int ENOUGH_VALUES = 20;
  private static final int MARKS = 5;
  private static final int MOST_TICKS = 4 * MARKS;
  private static final int MOST_DECADES = 6;

  private final boolean logarithmic;
  private final double low;
  private final double high;
  private final double step;

  private Scale(boolean logarithmic, double low, double high, double step) {
    this.logarithmic = logarithmic;
    this.low = low;
    this.high = high;
    this.step = step;
  }

  /** Returns whether a value has a place on any axis. */
  static boolean isDrawable(double value) {
    return Math.abs(value) <= DRAWABLE;
  }

  /** Returns a vertical axis for values, some of which may be NaN or infinite. */
  static Scale ofValues(DoubleStream values, boolean mayBeLogarithmic) {
    double[] sorted = values.filter(Scale::isDrawable).sorted().toArray();
    if (sorted.length == 0) {
      return linear(0, 1, MARGIN);
    }
    double largest = sorted[sorted.length - 1];
    double smallestPositive = Arrays.stream(sorted).filter(v -> v > 0).findFirst().orElse(0);
    if (mayBeLogarithmic
        && sorted[0] >= 0
        && smallestPositive > 0
        && largest / smallestPositive >= DECADES_RATIO) {
      double margin = MARGIN * (Math.log10(largest) - Math.log10(smallestPositive));
      return new Scale(
          true, Math.log10(smallestPositive) - margin, Math.log10(largest) + margin, 1);
    }
    return withoutOutliers(sorted);
  }

  /** Some first steps may lie so far out that the rest would look like a flat line. */
  private static Scale withoutOutliers(double[] sorted) {
    int count = sorted.length;
    double low = sorted[0];
    double high = sorted[count - 1];
    double usualLow = sorted[count / 20];
    double usualHigh = sorted[count - 1 - count / 20];
    double usual = usualHigh - usualLow;
    boolean hasOutliers = count >= ENOUGH_VALUES && usual > 0 && high - low > OUTLIER_RATIO * usual;
    return hasOutliers
        ? linear(Math.max(low, usualLow - usual / 2), Math.min(high, usualHigh + usual / 2), MARGIN)
        : linear(low, high, MARGIN);
  }

  /** Returns an axis between two values, which are its ends up to a margin. */
  static Scale linear(double low, double high, double margin) {
    double size = Math.max(Math.abs(low), Math.abs(high));
    double span = high - low;
    // Below this, marks could not be told apart, or powers of ten between them are no normal
    // numbers: a flat line lies in the middle.
    if (span <= size * 1e-9 || span < SMALLEST_SPAN) {
      double room = size < SMALLEST_SPAN ? 1 : size / 2;
      return linear(low - room, high + room, 0);
    }
    return new Scale(false, low - margin * span, high + margin * span, niceStep(span / MARKS));
  }

  /** Returns an axis for whole numbers, such as steps, whose marks are whole too. */
  static Scale whole(double low, double high) {
    if (high > low) {
      return new Scale(false, low, high, Math.max(1, niceStep((high - low) / MARKS)));
    }
    double room = Math.max(1, Math.ulp(low));
    return new Scale(false, low - room, high + room, room);
  }

  /** Returns 1, 2 or 5 times a power of ten, at least {@code rough} or a little less. */
  private static double niceStep(double rough) {
    double power = Math.pow(10, Math.floor(Math.log10(rough)));
    double rest = rough / power;
    return power * (rest < 1.5 ? 1 : rest < 3.5 ? 2 : rest < 7.5 ? 5 : 10);
  }

  boolean isLogarithmic() {
    return logarithmic;
  }

  /** Returns whether a value lies beyond the ends. */
  boolean isOutside(double value) {
    double place = logarithmic ? Math.log10(value) : value;
    return place < low || place > high;
  }

  /** Returns where a drawable value lies: from 0 at the low end to 1. */
  double position(double value) {
    double place = logarithmic ? Math.log10(Math.max(value, Double.MIN_VALUE)) : value;
    return Math.max(0, Math.min(1, (place - low) / (high - low)));
  }

  List<Tick> ticks() {
    return logarithmic ? logarithmicTicks() : linearTicks();
  }

  private List<Tick> linearTicks() {
    List<Tick> ticks = new ArrayList<>();
    double largest = Math.max(Math.abs(low), Math.abs(high));
    double tolerance = 1e-6;
    double first = Math.ceil(low / step - tolerance);
    // Where the ends are so large that a step between them is lost in rounding, marks have no end.
    for (int i = 0; i < MOST_TICKS && (first + i) * step <= high + tolerance * step; i++) {
      double value = (first + i) * step;
      ticks.add(new Tick(position(value), TickLabel.linear(value, step, largest)));
    }
    return ticks;
  }

  private List<Tick> logarithmicTicks() {
    List<Tick> ticks = new ArrayList<>();
    int first = (int) Math.floor(low);
    int decades = (int) Math.ceil(high) - first;
    int each = (decades + MOST_DECADES - 1) / MOST_DECADES;
    int[] factors = high - low < 3 ? new int[] {1, 3} : new int[] {1};
    for (int exponent = Math.floorDiv(first, each) * each; exponent <= high; exponent += each) {
      for (int factor : factors) {
        double place = exponent + Math.log10(factor);
        if (place >= low && place <= high) {
          ticks.add(
              new Tick((place - low) / (high - low), TickLabel.logarithmic(factor, exponent)));
        }
      }
    }
    return ticks;
  }
}
