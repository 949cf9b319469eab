package dev.jacobian.trainers.callback;

import dev.jacobian.shape.DType;
import dev.jacobian.shape.Shape;
import dev.jacobian.shape.TensorSpec;
import dev.jacobian.tensor.Tensor;
import java.util.Map;

/**
 * Remembers when a score was the best so far. NaN scores are never the best, not even the first.
 */
public final class BestEpoch {
  private static final String BEST = "best";
  private static final String EPOCH = "epoch";
  private static final String WORSE = "worse";

  private final Monitor monitor;
  private final double minDelta;
  private double best = Double.NaN;
  private int epoch;
  private int worse;

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
    return offer(scores.epoch(), scores.score(monitor.score()));
  }

  /** Takes a score and returns whether it is the best so far. */
  boolean offer(int inEpoch, double value) {
    boolean better = monitor.improves(value, best, minDelta);
    if (better) {
      best = value;
      epoch = inEpoch;
    }
    worse = better ? 0 : worse + 1;
    return better;
  }

  /**
   * Returns what it remembers: {@code best}, float64 {@code []}, {@code epoch} and {@code worse},
   * int64 {@code []}.
   */
  public Map<String, Tensor> stateDict() {
    return Map.of(
        BEST, Tensor.of(new double[] {best}, new long[0]),
        EPOCH, Tensor.of(new long[] {epoch}, new long[0]),
        WORSE, Tensor.of(new long[] {worse}, new long[0]));
  }

  /**
   * Goes on from a saved state.
   *
   * @throws dev.jacobian.shape.StateException if it does not fit
   */
  public void loadStateDict(Map<String, Tensor> state) {
    CallbackState.requireFit(
        "the best epoch",
        Map.of(
            BEST, new TensorSpec(Shape.scalar(), DType.FLOAT64),
            EPOCH, new TensorSpec(Shape.scalar(), DType.INT64),
            WORSE, new TensorSpec(Shape.scalar(), DType.INT64)),
        state);
    best = CallbackState.number(state, BEST);
    epoch = (int) CallbackState.count(state, EPOCH);
    worse = (int) CallbackState.count(state, WORSE);
  }

  /** Returns the best epoch, or 0 if every score was NaN. */
  public int epoch() {
    return epoch;
  }

  /** Returns how many scores in a row have not been better than the best before them. */
  int worse() {
    return worse;
  }

  /** Returns the best score, or NaN if there is none. */
  public double best() {
    return best;
  }
}
