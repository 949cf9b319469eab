package dev.jacobian.trainers.callback;

import dev.jacobian.optim.schedule.ReduceLROnPlateau;
import dev.jacobian.tensor.Tensor;
import java.util.Map;

/** Shows a {@link ReduceLROnPlateau} each value of a score: after each epoch or validation. */
public final class PlateauSchedule extends ScoreCallback {
  private final ReduceLROnPlateau plateau;

  /**
   * Shows a score.
   *
   * @param score its name, such as {@code validation_loss}
   */
  public PlateauSchedule(ReduceLROnPlateau plateau, String score) {
    super(score);
    this.plateau = plateau;
  }

  @Override
  void judge(EpochScores scores, double value, StopSignal stop) {
    plateau.step(value);
  }

  @Override
  public Map<String, Tensor> stateDict() {
    return plateau.stateDict();
  }

  @Override
  public void loadStateDict(Map<String, Tensor> state) {
    plateau.loadStateDict(state);
  }
}
