package dev.jacobian.data;

/**
 * Dates and times as numbers: seconds since 1970-01-01T00:00 of the calendar and clock that they
 * were written in.
 */
public final class EpochSeconds {
  private static final long SECONDS_OF_DAY = 86_400;

  private EpochSeconds() {}

  /** Returns the seconds of a day that is counted from 1970-01-01. */
  public static double ofDay(long day) {
    return (double) day * SECONDS_OF_DAY;
  }

  /**
   * Returns the seconds of a time that is counted in parts of a second.
   *
   * @param perSecond how many parts a second has
   */
  public static double of(long count, long perSecond) {
    long seconds = Math.floorDiv(count, perSecond);
    long rest = Math.floorMod(count, perSecond);
    // Of a count of nanoseconds a double holds no more than the first 53 bits; of these two, all.
    return rest == 0 ? seconds : seconds + (double) rest / perSecond;
  }
}
