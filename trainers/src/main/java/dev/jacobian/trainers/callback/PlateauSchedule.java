package dev.jacobian.trainers.callback;

import dev.jacobian.optim.schedule.ReduceLROnPlateau;
import dev.jacobian.tensor.Tensor;
import java.util.Map;

/** Shows a {@link ReduceLROnPlateau} a score of each epoch. */
public final class PlateauSchedule implements StatefulCallback {
  private final ReduceLROnPlateau plateau;
  private final String score;

  /**
   * Shows a score.
   *
   * @param score its name, such as {@code validation_loss}
   */
  public PlateauSchedule(ReduceLROnPlateau plateau, String score) {
    this.plateau = plateau;
    this.score = score;
  }

  @Override
  public void epochFinished(EpochFinished event) {
    plateau.step(event.scores().score(score));
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
