package dev.jacobian.trainers.callback;

import dev.jacobian.io.Checkpoint;
import dev.jacobian.io.CheckpointStore;
import dev.jacobian.shape.OptionException;
import dev.jacobian.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Saves a run so that it can go on: after each epoch, every so many steps, and where it is stopped.
 * Stands behind all other callbacks that can stop the run. Lightning equivalent: {@code
 * ModelCheckpoint}.
 */
public final class Checkpoints implements StatefulCallback {
  private final CheckpointStore store;
  private final Monitor monitor;
  private final Options options;
  private final Map<String, String> texts;
  private BestEpoch best;

  /**
   * When a run is saved beside the ends of its epochs.
   *
   * @param everySteps a save follows each step whose number is a multiple of this; 0 for none
   */
  public record Options(long everySteps) {
    /** Checks the number. */
    public Options {
      if (everySteps < 0) {
        throw new OptionException("checkpoints: every " + everySteps + " steps", "0 or more");
      }
    }

    /** Returns the default: at the ends of epochs only. */
    public static Options defaults() {
      return new Options(0);
    }
  }

  /** Saves after each epoch. */
  public Checkpoints(CheckpointStore store, Monitor monitor) {
    this(store, monitor, Options.defaults(), Map.of());
  }

  /**
   * Saves a run.
   *
   * @param monitor says which epoch is the best, whose checkpoint is kept beside the last ones
   * @param texts saved too, such as the configuration
   */
  public Checkpoints(
      CheckpointStore store, Monitor monitor, Options options, Map<String, String> texts) {
    this.store = store;
    this.monitor = monitor;
    this.options = options;
    this.texts = Map.copyOf(texts);
    this.best = new BestEpoch(monitor, 0);
  }

  @Override
  public void runStarted(RunStarted event) {
    best = new BestEpoch(monitor, 0);
  }

  @Override
  public void stateReady(StateReady event) {
    EpochScores scores = event.scores();
    boolean isBest = scores != null && best.offer(scores);
    boolean isDue = options.everySteps > 0 && event.step() % options.everySteps == 0;
    if (scores != null || isDue || event.stop().reason().isPresent()) {
      Checkpoint state = event.state().get();
      Map<String, String> all = new LinkedHashMap<>(state.texts());
      all.putAll(texts);
      store.save(event.step(), isBest, new Checkpoint(state.tensors(), all));
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
