package dev.jacobian.trainers.callback;

/** Remembers which epoch was the best so far. NaN scores are never the best, not even the first. */
public final class BestEpoch {
  private final Monitor monitor;
  private final double minDelta;
  private double best = Double.NaN;
  private int epoch;

  /**
   * Starts without an epoch.
   *
   * @param minDelta how much better a score must be to count
   */
  public BestEpoch(Monitor monitor, double minDelta) {
    this.monitor = monitor;
    this.minDelta = minDelta;
  }

  /** Takes an epoch's scores and returns whether it is the best so far. */
  public boolean offer(EpochScores scores) {
    double value = scores.score(monitor.score());
    boolean better = monitor.improves(value, best, minDelta);
    if (better) {
      best = value;
      epoch = scores.epoch();
    }
    return better;
  }

  /** Returns the best epoch, or 0 if every score was NaN. */
  public int epoch() {
    return epoch;
  }

  /** Returns the best score, or NaN if there is none. */
  public double best() {
    return best;
  }
}
