package dev.jacobian.trainers.progress;

import java.util.OptionalDouble;

/**
 * How far a run is and how fast it goes.
 *
 * @param rows training rows used so far
 * @param totalRows training rows of the whole run
 * @param secondsPerRow time for a row, if it is known
 */
record Speed(long rows, long totalRows, OptionalDouble secondsPerRow) {
  double fraction() {
    return Math.min(1, (double) rows / totalRows);
  }

  /** Returns {@code 12,345 rows/s ETA 0:05}; nothing if the speed is not known. */
  String text() {
    if (secondsPerRow.isEmpty() || !(secondsPerRow.getAsDouble() > 0)) {
      return "";
    }
    double seconds = secondsPerRow.getAsDouble();
    return Format.count(1 / seconds)
        + " rows/s  ETA "
        + Format.clock(seconds * Math.max(0, totalRows - rows));
  }
}
