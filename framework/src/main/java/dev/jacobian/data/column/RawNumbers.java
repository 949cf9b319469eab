package dev.jacobian.data.column;

/** The raw numbers of what files hold in whole numbers: see {@link ColumnType}. */
public final class RawNumbers {
  private static final long SECONDS_OF_DAY = 86_400;

  private RawNumbers() {}

  /** Returns the seconds of a day that is counted from 1970-01-01. */
  public static double day(long day) {
    return (double) day * SECONDS_OF_DAY;
  }

  /**
   * Returns the seconds of a time that is counted in parts of a second from 1970-01-01T00:00.
   *
   * @param perSecond how many parts a second has
   */
  public static double time(long count, long perSecond) {
    long seconds = Math.floorDiv(count, perSecond);
    long rest = Math.floorMod(count, perSecond);
    // Of a count of nanoseconds a double holds no more than the first 53 bits; of these two, all.
    return rest == 0 ? seconds : seconds + (double) rest / perSecond;
  }

  /** Returns the number nearest to one of 64 bits without a sign. */
  public static double unsigned(long bits) {
    // The last bit is kept as a sticky one, so that the half rounds as the whole does.
    return bits >= 0 ? bits : 2.0 * ((bits >>> 1) | (bits & 1));
  }
}
