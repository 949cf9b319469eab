package dev.jacobian.trainers;

import dev.jacobian.trainers.callback.BestEpoch;
import dev.jacobian.trainers.callback.EpochScores;
import dev.jacobian.trainers.callback.Monitor;
import dev.jacobian.trainers.strategy.Execution;
import java.util.List;
import java.util.Optional;

/**
 * What a run gave.
 *
 * @param history the scores of every epoch that ran to its end, in order, those before a resumed
 *     run's start included; at least one unless the run was stopped in its first epoch
 * @param stopReason why it ended before its last epoch, if it did
 * @param execution how the training steps were computed
 * @param isUnfinished whether it was stopped from outside, such as by a time limit, where it could
 *     have gone on
 */
public record TrainResult(
    List<EpochScores> history,
    Optional<String> stopReason,
    Execution execution,
    boolean isUnfinished) {
  /** Copies the list. */
  public TrainResult {
    history = List.copyOf(history);
  }

  /**
   * Returns the scores of the last epoch that ran to its end.
   *
   * @throws IndexOutOfBoundsException if there is none
   */
  public EpochScores last() {
    return history.get(history.size() - 1);
  }

  /**
   * Returns the scores of the best epoch, or empty if the monitored score was always NaN. Epochs
   * without a validation do not count, where others have one.
   *
   * @throws dev.jacobian.shape.StateException if no epoch has the score
   */
  public Optional<EpochScores> best(Monitor monitor) {
    List<EpochScores> judged =
        history.stream().filter(epoch -> epoch.scores().containsKey(monitor.score())).toList();
    BestEpoch best = new BestEpoch(monitor, 0);
    (judged.isEmpty() ? history : judged).forEach(best::offer);
    return best.epoch() == 0 ? Optional.empty() : Optional.of(history.get(best.epoch() - 1));
  }
}
