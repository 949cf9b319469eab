package dev.jacobian.trainers.callback;

import dev.jacobian.shape.OptionException;
import dev.jacobian.tensor.Tensor;
import java.util.Map;

/**
 * Ends a run when a score has not improved for some epochs, or validations where they have another
 * interval. A NaN score counts as no improvement, also when it is the first.
 */
public final class EarlyStopping extends ScoreCallback {
  private final Monitor monitor;
  private final int patience;
  private final double minDelta;
  private BestEpoch best;

  /**
   * Stops by any improvement.
   *
   * @param patience scores without improvement after which the run ends, at least 1
   */
  public EarlyStopping(Monitor monitor, int patience) {
    this(monitor, patience, 0);
  }

  /**
   * Stops by improvements that matter.
   *
   * @param patience scores without improvement after which the run ends, at least 1
   * @param minDelta how much better a score must be to count, at least 0
   */
  public EarlyStopping(Monitor monitor, int patience, double minDelta) {
    super(monitor.score());
    if (patience < 1 || !(minDelta >= 0)) {
      throw new OptionException(
          "early stopping with patience " + patience + " and minDelta " + minDelta,
          "a patience of at least 1 and a minDelta of at least 0");
    }
    this.monitor = monitor;
    this.patience = patience;
    this.minDelta = minDelta;
    this.best = new BestEpoch(monitor, minDelta);
  }

  @Override
  public void runStarted(RunStarted event) {
    super.runStarted(event);
    best = new BestEpoch(monitor, minDelta);
  }

  @Override
  void judge(EpochScores scores, double value, StopSignal stop) {
    best.offer(scores.epoch(), value);
    if (best.worse() >= patience) {
      boolean isEachEpoch = scores.epoch() - best.epoch() == best.worse();
      stop.request(
          monitor.score()
              + " has not improved for "
              + patience
              + (isEachEpoch ? " epoch" : " validation")
              + (patience == 1 ? "" : "s"));
    }
  }

  @Override
  public Map<String, Tensor> stateDict() {
    return best.stateDict();
  }

  @Override
  public void loadStateDict(Map<String, Tensor> state) {
    best.loadStateDict(state);
  }
}
