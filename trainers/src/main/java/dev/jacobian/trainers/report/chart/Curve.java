package dev.jacobian.trainers.report.chart;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Values over a common axis, drawn as a line.
 *
 * <p>A value that is NaN or infinite leaves a gap.
 */
public final class Curve {
  private final String name;
  private final int color;
  private final boolean isBackground;
  private final double[] x;
  private final double[] y;

  private Curve(String name, int color, boolean isBackground, double[] x, double[] y) {
    if (x.length != y.length) {
      throw new IllegalArgumentException(x.length + " places and " + y.length + " values");
    }
    this.name = name;
    this.color = color;
    this.isBackground = isBackground;
    this.x = x;
    this.y = y;
  }

  /**
   * Makes a curve.
   *
   * @param name what the legend calls it
   * @param color the number of its color
   * @param x places in ascending order
   * @param y the values there
   */
  public static Curve of(String name, int color, double[] x, double[] y) {
    return new Curve(name, color, false, x.clone(), y.clone());
  }

  /** Returns this as a faint line behind the others, such as single steps behind their mean. */
  public Curve asBackground() {
    return new Curve(name, color, true, x, y);
  }

  String name() {
    return name;
  }

  boolean isBackground() {
    return isBackground;
  }

  /** Returns the class that gives the curve its color. */
  String colorClass() {
    return "s" + color % Palette.COLORS;
  }

  int size() {
    return x.length;
  }

  double x(int index) {
    return x[index];
  }

  double y(int index) {
    return y[index];
  }

  double[] places() {
    return x.clone();
  }

  double[] values() {
    return y.clone();
  }

  /** Returns the last value, or NaN if there is none. */
  double last() {
    return y.length == 0 ? Double.NaN : y[y.length - 1];
  }

  /** Returns the point nearest to a place, or -1 if there is none. */
  int nearest(double place) {
    int found = Arrays.binarySearch(x, place);
    if (found >= 0 || x.length == 0) {
      return x.length == 0 ? -1 : found;
    }
    int after = Math.min(-found - 1, x.length - 1);
    int before = Math.max(after - 1, 0);
    return place - x[before] < x[after] - place ? before : after;
  }

  /**
   * Returns a curve that looks the same but has few points: of every stretch that is as wide as a
   * pixel or so, the first, lowest, highest and last.
   *
   * @param stretches how many stretches there are
   */
  Curve thinned(int stretches) {
    if (x.length <= 4 * stretches) {
      return this;
    }
    boolean[] kept = new boolean[x.length];
    for (int i = 0; i < stretches; i++) {
      int from = (int) ((long) i * x.length / stretches);
      int to = (int) ((long) (i + 1) * x.length / stretches);
      keep(kept, from, to);
    }
    int[] indices = IntStream.range(0, x.length).filter(i -> kept[i]).toArray();
    return new Curve(
        name,
        color,
        isBackground,
        Arrays.stream(indices).mapToDouble(i -> x[i]).toArray(),
        Arrays.stream(indices).mapToDouble(i -> y[i]).toArray());
  }

  private void keep(boolean[] kept, int from, int to) {
    int lowest = from;
    int highest = from;
    for (int i = from; i < to; i++) {
      // A NaN compares as false, so it must be asked for; the gap that it makes stays.
      if (!Scale.isDrawable(y[i])) {
        kept[i] = true;
        return;
      }
      lowest = y[i] < y[lowest] ? i : lowest;
      highest = y[i] > y[highest] ? i : highest;
    }
    kept[from] = true;
    kept[lowest] = true;
    kept[highest] = true;
    kept[to - 1] = true;
  }
}
