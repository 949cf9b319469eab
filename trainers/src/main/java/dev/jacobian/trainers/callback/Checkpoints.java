package dev.jacobian.trainers.callback;

import dev.jacobian.autograd.Autograd;
import dev.jacobian.device.MemoryScope;
import dev.jacobian.io.Checkpoint;
import dev.jacobian.io.CheckpointStore;
import dev.jacobian.shape.OptionException;
import dev.jacobian.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Saves a run so that it can go on: after epochs and validations, every so many steps, at its end
 * and where it is stopped. Where these are so close that saving at each would take more than a
 * twentieth of the time, some are left out; the best state is saved all the same, later. Stands
 * behind all other callbacks that can stop the run. Lightning equivalent: {@code ModelCheckpoint}.
 */
public final class Checkpoints extends ScoreCallback {
  /** The most that saves after epochs and validations take of the time: one part in these. */
  private static final long SHARE = 20;

  private final CheckpointStore store;
  private final Monitor monitor;
  private final Options options;
  private final Map<String, String> texts;
  private final LongSupplier nanoTime;
  private BestEpoch best;
  private boolean isBest;
  private boolean wasJudged;
  private int epochs;
  private long nextSave;
  private @Nullable Unsaved unsavedBest;
  private final Map<String, Tensor> copies = new LinkedHashMap<>();

  /** The best state until now, which was left out; its tensors are the copies. */
  private record Unsaved(long step, Checkpoint state) {}

  /**
   * When a run is saved beside ends of epochs.
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

  /** Saves after epochs. */
  public Checkpoints(CheckpointStore store, Monitor monitor) {
    this(store, monitor, Options.defaults(), Map.of());
  }

  /**
   * Saves a run.
   *
   * @param monitor says which state is the best, whose checkpoint is kept beside the last ones
   * @param texts saved too, such as the configuration
   */
  public Checkpoints(
      CheckpointStore store, Monitor monitor, Options options, Map<String, String> texts) {
    this(store, monitor, options, texts, System::nanoTime);
  }

  Checkpoints(
      CheckpointStore store,
      Monitor monitor,
      Options options,
      Map<String, String> texts,
      LongSupplier nanoTime) {
    super(monitor.score());
    this.store = store;
    this.monitor = monitor;
    this.options = options;
    this.texts = Map.copyOf(texts);
    this.nanoTime = nanoTime;
    this.best = new BestEpoch(monitor, 0);
  }

  @Override
  public void runStarted(RunStarted event) {
    super.runStarted(event);
    best = new BestEpoch(monitor, 0);
    epochs = event.epochs();
    nextSave = nanoTime.getAsLong();
    unsavedBest = null;
    isBest = false;
    wasJudged = false;
  }

  @Override
  void judge(EpochScores scores, double value, StopSignal stop) {
    isBest = best.offer(scores.epoch(), value);
  }

  @Override
  public void validationFinished(ValidationFinished event) {
    super.validationFinished(event);
    wasJudged = true;
  }

  @Override
  public void epochFinished(EpochFinished event) {
    super.epochFinished(event);
    wasJudged = true;
  }

  @Override
  public void stateReady(StateReady event) {
    boolean isDue = options.everySteps > 0 && event.step() % options.everySteps == 0;
    boolean isLast = event.scores() != null && event.epoch() == epochs;
    boolean hasTime = wasJudged && nanoTime.getAsLong() - nextSave >= 0;
    if (isDue || isLast || hasTime || event.stop().reason().isPresent()) {
      save(event);
    } else if (isBest) {
      unsavedBest = new Unsaved(event.step(), copy(event.state().get()));
    }
    isBest = false;
    wasJudged = false;
  }

  private void save(StateReady event) {
    long start = nanoTime.getAsLong();
    Unsaved earlier = unsavedBest;
    if (earlier != null && !isBest) {
      write(earlier.step, true, earlier.state);
    }
    unsavedBest = null;
    write(event.step(), isBest, event.state().get());
    long end = nanoTime.getAsLong();
    nextSave = end + (SHARE - 1) * (end - start);
  }

  private void write(long step, boolean isBest, Checkpoint state) {
    Map<String, String> all = new LinkedHashMap<>(state.texts());
    all.putAll(texts);
    store.save(step, isBest, new Checkpoint(state.tensors(), all));
  }

  /** Returns a copy that stays valid when the callback has returned, until the next one. */
  private Checkpoint copy(Checkpoint state) {
    copies.keySet().retainAll(state.tensors().keySet());
    try (Autograd.Guard mode = Autograd.noGrad()) {
      state.tensors().forEach((name, tensor) -> copies.put(name, copy(copies.get(name), tensor)));
    }
    return new Checkpoint(copies, state.texts());
  }

  private static Tensor copy(@Nullable Tensor present, Tensor tensor) {
    if (present != null && present.value().spec().equals(tensor.value().spec())) {
      return present.copyInPlace(tensor);
    }
    Tensor copy = tensor.detach().copy();
    MemoryScope scope = MemoryScope.current();
    return scope == null ? copy : scope.keep(copy);
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
