package dev.jacobian.trainers.callback;

import dev.jacobian.autograd.Autograd;
import dev.jacobian.shape.TensorSpec;
import dev.jacobian.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/**
 * Keeps a copy of the weights and buffers that had the best score, and gives them back to the model
 * when the run ends. If every score was NaN, the model keeps its last weights.
 */
public final class BestWeights extends ScoreCallback {
  private static final String KEPT = "kept.";

  private final Monitor monitor;
  private final Map<String, Tensor> kept = new LinkedHashMap<>();
  private BestEpoch best;
  private Map<String, Tensor> live = Map.of();

  /** Judges weights by a score. */
  public BestWeights(Monitor monitor) {
    super(monitor.score());
    this.monitor = monitor;
    this.best = new BestEpoch(monitor, 0);
  }

  @Override
  public void runStarted(RunStarted event) {
    super.runStarted(event);
    best = new BestEpoch(monitor, 0);
    kept.clear();
    live = event.model().stateDict();
  }

  @Override
  void judge(EpochScores scores, double value, StopSignal stop) {
    if (!best.offer(scores.epoch(), value)) {
      return;
    }
    try (Autograd.Guard mode = Autograd.noGrad()) {
      live.forEach(
          (name, tensor) -> {
            Tensor copy = kept.get(name);
            if (copy == null) {
              kept.put(name, tensor.detach().copy());
            } else {
              copy.copyInPlace(tensor);
            }
          });
    }
  }

  /** Returns the epoch of the weights that are kept, or 0 if there are none. */
  public int epoch() {
    return best.epoch();
  }

  @Override
  public void runFinished(RunFinished event) {
    if (best.epoch() > 0) {
      event.model().loadStateDict(kept);
    }
  }

  @Override
  public Map<String, Tensor> stateDict() {
    Map<String, Tensor> state = new LinkedHashMap<>(best.stateDict());
    kept.forEach((name, tensor) -> state.put(KEPT + name, tensor));
    return state;
  }

  @Override
  public void loadStateDict(Map<String, Tensor> state) {
    Map<String, Tensor> weights = CallbackState.part(state, KEPT);
    Map<String, TensorSpec> expected = new LinkedHashMap<>();
    if (!weights.isEmpty()) {
      live.forEach((name, tensor) -> expected.put(name, tensor.value().spec()));
    }
    CallbackState.requireFit("the best weights", expected, weights);
    Map<String, Tensor> numbers = new LinkedHashMap<>(state);
    numbers.keySet().removeIf(name -> name.startsWith(KEPT));
    best.loadStateDict(numbers);
    kept.clear();
    weights.forEach(
        (name, tensor) ->
            kept.put(name, tensor.to(Objects.requireNonNull(live.get(name)).device()).copy()));
  }
}
