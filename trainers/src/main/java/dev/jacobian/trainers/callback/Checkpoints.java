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
 * Saves a run so that it can go on: after epochs, every so many steps, at its end and where it is
 * stopped. Where epochs are so short that saving each would take more than a twentieth of the time,
 * some are left out; the best one is saved all the same, later. Stands behind all other callbacks
 * that can stop the run. Lightning equivalent: {@code ModelCheckpoint}.
 */
public final class Checkpoints implements StatefulCallback {
  /** The most that saves at the ends of epochs take of the time: one part in these. */
  private static final long SHARE = 20;

  private final CheckpointStore store;
  private final Monitor monitor;
  private final Options options;
  private final Map<String, String> texts;
  private final LongSupplier nanoTime;
  private BestEpoch best;
  private int epochs;
  private long nextSave;
  private @Nullable Unsaved unsavedBest;
  private final Map<String, Tensor> copies = new LinkedHashMap<>();

  /** The best epoch until now, which was left out; its tensors are the copies. */
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
   * @param monitor says which epoch is the best, whose checkpoint is kept beside the last ones
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
    this.store = store;
    this.monitor = monitor;
    this.options = options;
    this.texts = Map.copyOf(texts);
    this.nanoTime = nanoTime;
    this.best = new BestEpoch(monitor, 0);
  }

  @Override
  public void runStarted(RunStarted event) {
    best = new BestEpoch(monitor, 0);
    epochs = event.epochs();
    nextSave = nanoTime.getAsLong();
    unsavedBest = null;
  }

  @Override
  public void stateReady(StateReady event) {
    EpochScores scores = event.scores();
    boolean isBest = scores != null && best.offer(scores);
    boolean isDue = options.everySteps > 0 && event.step() % options.everySteps == 0;
    boolean isLast = scores != null && event.epoch() == epochs;
    boolean hasTime = scores != null && nanoTime.getAsLong() - nextSave >= 0;
    if (isDue || isLast || hasTime || event.stop().reason().isPresent()) {
      save(event, isBest);
    } else if (isBest) {
      unsavedBest = new Unsaved(event.step(), copy(event.state().get()));
    }
  }

  private void save(StateReady event, boolean isBest) {
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
