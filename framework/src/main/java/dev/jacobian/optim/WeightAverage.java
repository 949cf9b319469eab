package dev.jacobian.optim;

import dev.jacobian.autograd.Autograd;
import dev.jacobian.autograd.Recording;
import dev.jacobian.autograd.Unwatched;
import dev.jacobian.device.MemoryScope;
import dev.jacobian.nn.Module;
import dev.jacobian.nn.StateProblems;
import dev.jacobian.shape.DType;
import dev.jacobian.shape.OptionException;
import dev.jacobian.shape.Shape;
import dev.jacobian.shape.StateException;
import dev.jacobian.shape.TensorSpec;
import dev.jacobian.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleSupplier;

/**
 * Averages of the parameters and buffers that a model goes through in training, kept beside it and
 * {@linkplain #swap exchanged} with its own to judge, save or use it. The running statistics of
 * normalisations are averaged like parameters, as {@code use_buffers=True} says in PyTorch, so that
 * they fit the averaged weights; buffers of integers are the model's last ones. {@link
 * AveragedModel} keeps the averages in a second model instead.
 *
 * <p>The first update takes the values over. Updates may be part of a compiled step.
 */
public final class WeightAverage {
  static final String UPDATES = "n_averaged";

  private final Map<String, Tensor> averages;
  private final boolean hasBuffers;
  private final DoubleSupplier part;
  @Unwatched private long updates;

  /**
   * Averages into tensors.
   *
   * @param averages those of parameters and buffers by name
   * @param hasBuffers whether floating-point buffers are averaged, or are the last ones
   * @param decay of an exponential average, or below 0 for the plain one
   */
  WeightAverage(Map<String, Tensor> averages, boolean hasBuffers, double decay) {
    this.averages = averages;
    this.hasBuffers = hasBuffers;
    this.part = () -> updates == 0 ? 1 : decay < 0 ? 1.0 / (updates + 1.0) : 1 - decay;
  }

  /**
   * Averages exponentially: {@code a = decay * a + (1 - decay) * p} at each update.
   *
   * @param decay in [0, 1]
   * @throws OptionException if the decay is outside [0, 1]
   */
  public static WeightAverage ema(Module model, double decay) {
    return new WeightAverage(copies(model), true, requireDecay(decay));
  }

  /** Averages all updates alike: {@code a += (p - a) / n} at the n-th. */
  public static WeightAverage swa(Module model) {
    return new WeightAverage(copies(model), true, -1);
  }

  static double requireDecay(double decay) {
    if (!(decay >= 0 && decay <= 1)) {
      throw new OptionException("AveragedModel: decay " + decay, "a number in [0, 1]");
    }
    return decay;
  }

  /** Returns the parameters and buffers of a model, each once. */
  static Map<String, Tensor> values(Module model) {
    Map<String, Tensor> values = new LinkedHashMap<>();
    model.namedParameters().forEach((name, each) -> values.put(name, each.tensor()));
    values.putAll(model.namedBuffers());
    return values;
  }

  private static Map<String, Tensor> copies(Module model) {
    Map<String, Tensor> copies = new LinkedHashMap<>();
    try (Autograd.Guard mode = Autograd.noGrad()) {
      values(model).forEach((name, tensor) -> copies.put(name, tensor.detach().copy()));
    }
    return copies;
  }

  /** Returns how many updates there were. */
  public long updates() {
    return updates;
  }

  /**
   * Takes the values of a model into the averages.
   *
   * @param model on the device of the averages
   * @throws StateException if it has parameters or buffers of other names or shapes
   */
  public void update(Module model) {
    Map<String, Tensor> values = fitting(model);
    Map<String, Tensor> buffers = model.namedBuffers();
    try (Autograd.Guard mode = Autograd.noGrad();
        MemoryScope scope = MemoryScope.open()) {
      values.forEach(
          (name, value) -> {
            Tensor average = average(name);
            boolean isParameter = !buffers.containsKey(name);
            if (isParameter || (hasBuffers && value.dtype().isFloating())) {
              average.mulInPlace(() -> 1 - part.getAsDouble());
              average.addInPlace(value, part);
            } else {
              average.copyInPlace(value);
            }
          });
    }
    Recording.effect(() -> updates++, () -> updates--);
  }

  /**
   * Exchanges the averages with the values of a model; called twice, all is as it was.
   *
   * @param model on the device of the averages
   * @throws StateException if it has parameters or buffers of other names or shapes
   */
  public void swap(Module model) {
    Map<String, Tensor> values = fitting(model);
    try (Autograd.Guard mode = Autograd.noGrad();
        MemoryScope scope = MemoryScope.open()) {
      values.forEach(
          (name, value) -> {
            Tensor average = average(name);
            Tensor kept = value.detach().copy();
            value.copyInPlace(average);
            average.copyInPlace(kept);
          });
    }
  }

  private Tensor average(String name) {
    Tensor average = averages.get(name);
    if (average == null) {
      throw new IllegalStateException(name + " was not checked");
    }
    return average;
  }

  private Map<String, Tensor> fitting(Module model) {
    Map<String, Tensor> values = values(model);
    if (!shapes(averages).equals(shapes(values))) {
      throw new StateException(
          "AveragedModel: "
              + model
              + " has "
              + shapes(values)
              + ", the average "
              + shapes(averages),
          "a model of the same form",
          "make both with the same options");
    }
    return values;
  }

  private static Map<String, Shape> shapes(Map<String, Tensor> values) {
    Map<String, Shape> shapes = new LinkedHashMap<>();
    values.forEach((name, each) -> shapes.put(name, each.shape()));
    return shapes;
  }

  /** Returns the number of updates, int64 {@code []}. */
  Tensor count() {
    return Tensor.of(new long[] {updates}, new long[0]);
  }

  /** Counts on from so many updates. */
  void goOnAfter(long count) {
    updates = count;
  }

  /** Returns the number of updates, {@code n_averaged} int64 {@code []}, and the averages. */
  public Map<String, Tensor> stateDict() {
    Map<String, Tensor> state = new LinkedHashMap<>();
    state.put(UPDATES, count());
    state.putAll(averages);
    return state;
  }

  /**
   * Goes on from a saved state.
   *
   * @throws StateException if it is none of such averages; nothing has changed then
   */
  public void loadStateDict(Map<String, Tensor> state) {
    long count = requireCount(state);
    Map<String, TensorSpec> expected = new LinkedHashMap<>();
    averages.forEach((name, tensor) -> expected.put(name, tensor.value().spec()));
    Map<String, Tensor> saved = new LinkedHashMap<>(state);
    saved.remove(UPDATES);
    List<String> problems = StateProblems.of(expected, saved);
    if (!problems.isEmpty()) {
      throw new StateException(
          "AveragedModel: the state does not fit: " + String.join(", ", problems),
          "the averages of a model of the same form",
          "load a state that stateDict() gave");
    }
    try (Autograd.Guard mode = Autograd.noGrad();
        MemoryScope scope = MemoryScope.open()) {
      averages.forEach(
          (name, average) -> {
            Tensor value = saved.get(name);
            if (value != null) {
              average.copyInPlace(value.to(average.device()));
            }
          });
    }
    goOnAfter(count);
  }

  /** Returns the number of updates that a state has. */
  static long requireCount(Map<String, Tensor> state) {
    Tensor saved = state.get(UPDATES);
    if (saved == null || saved.dtype() != DType.INT64 || saved.size() != 1) {
      throw new StateException(
          "AveragedModel: the state has "
              + (saved == null ? "no " + UPDATES : UPDATES + " " + saved.value().spec()),
          UPDATES + " int64[]",
          "load a state that stateDict() of an AveragedModel gave");
    }
    return saved.toLongArray()[0];
  }
}
