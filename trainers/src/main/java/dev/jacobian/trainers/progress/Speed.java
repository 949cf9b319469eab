package dev.jacobian.trainers.progress;

/**
 * How far a run is and how fast it goes.
 *
 * @param elapsedSeconds time since the run began
 * @param rows training rows used so far
 * @param totalRows training rows of the whole run
 */
record Speed(double elapsedSeconds, long rows, long totalRows) {
  double fraction() {
    return Math.min(1, (double) rows / totalRows);
  }

  double rowsPerSecond() {
    return elapsedSeconds > 0 ? rows / elapsedSeconds : 0;
  }

  double secondsLeft() {
    return rows == 0 ? 0 : elapsedSeconds * (totalRows - rows) / rows;
  }

  /** Returns {@code 12,345 rows/s ETA 0:05}. */
  String text() {
    return Format.count(rowsPerSecond()) + " rows/s  ETA " + Format.clock(secondsLeft());
  }
}
