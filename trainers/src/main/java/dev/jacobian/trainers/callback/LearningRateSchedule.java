package dev.jacobian.trainers.callback;

import dev.jacobian.optim.schedule.LRScheduler;
import dev.jacobian.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.Map;

/** Moves a schedule on, after each epoch or after each training step. */
public final class LearningRateSchedule implements StatefulCallback {
  /** The position's name in the state of a {@link LRScheduler}. */
  private static final String POSITION = "position";

  private final LRScheduler scheduler;
  private final Unit unit;

  /** What a schedule's position counts. */
  public enum Unit {
    /** Passes over the training rows. */
    EPOCH,
    /** Updates of the weights. */
    STEP
  }

  /** Moves a schedule that is bound to the run's optimizer. */
  public LearningRateSchedule(LRScheduler scheduler, Unit unit) {
    this.scheduler = scheduler;
    this.unit = unit;
  }

  @Override
  public void batchFinished(BatchFinished event) {
    if (unit == Unit.STEP && event.phase() == Phase.TRAIN) {
      scheduler.step();
    }
  }

  @Override
  public void epochFinished(EpochFinished event) {
    if (unit == Unit.EPOCH) {
      scheduler.step();
    }
  }

  @Override
  public Map<String, Tensor> stateDict() {
    return scheduler.stateDict();
  }

  /** Goes to the position of a saved state; the base rates stay those of this schedule. */
  public void moveTo(Map<String, Tensor> state) {
    Map<String, Tensor> moved = new LinkedHashMap<>(scheduler.stateDict());
    moved.replaceAll((name, own) -> name.equals(POSITION) ? state.getOrDefault(name, own) : own);
    scheduler.loadStateDict(moved);
  }

  @Override
  public void loadStateDict(Map<String, Tensor> state) {
    scheduler.loadStateDict(state);
  }
}
