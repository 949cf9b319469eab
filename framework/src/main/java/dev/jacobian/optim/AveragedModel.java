package dev.jacobian.optim;

import dev.jacobian.autograd.Autograd;
import dev.jacobian.autograd.Recording;
import dev.jacobian.autograd.Unwatched;
import dev.jacobian.device.MemoryScope;
import dev.jacobian.nn.Module;
import dev.jacobian.nn.Parameter;
import dev.jacobian.shape.DType;
import dev.jacobian.shape.OptionException;
import dev.jacobian.shape.Shape;
import dev.jacobian.shape.StateException;
import dev.jacobian.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.DoubleSupplier;

/**
 * A second model whose parameters are an average of those that training goes through, which often
 * predicts better than the last ones: {@linkplain #ema an exponential one} or {@linkplain #swa the
 * plain one}. PyTorch equivalent: {@code torch.optim.swa_utils.AveragedModel}.
 *
 * <pre>{@code
 * AveragedModel average = AveragedModel.ema(new Net(), 0.999);
 * for (Batch batch : loader) {
 *   step.run(batch.inputs(0), batch.targets(0));
 *   average.update(model);
 * }
 * average.module().eval().forward(x);
 * }</pre>
 *
 * <p>The first update takes the parameters over. Buffers, such as running statistics, are always
 * the model's last ones.
 */
public final class AveragedModel {
  private static final String UPDATES = "n_averaged";
  private static final String MODULE = "module.";

  private final Module module;
  private final DoubleSupplier part;
  @Unwatched private long updates;

  private AveragedModel(Module module, double decay) {
    this.module = module;
    this.part = () -> updates == 0 ? 1 : decay < 0 ? 1.0 / (updates + 1.0) : 1 - decay;
    module.setRequiresGrad(false);
  }

  /**
   * Averages exponentially: {@code a = decay * a + (1 - decay) * p} at each update. PyTorch
   * equivalent: {@code get_ema_multi_avg_fn(decay)}.
   *
   * @param module of the same form as the one that is trained; its parameters are frozen
   * @param decay in [0, 1]
   * @throws OptionException if the decay is outside [0, 1]
   */
  public static AveragedModel ema(Module module, double decay) {
    if (!(decay >= 0 && decay <= 1)) {
      throw new OptionException("AveragedModel: decay " + decay, "a number in [0, 1]");
    }
    return new AveragedModel(module, decay);
  }

  /**
   * Averages all updates alike: {@code a += (p - a) / n} at the n-th. Source: Izmailov et al., UAI
   * 2018. PyTorch equivalent: {@code get_swa_multi_avg_fn()}.
   *
   * @param module of the same form as the one that is trained; its parameters are frozen
   */
  public static AveragedModel swa(Module module) {
    return new AveragedModel(module, -1);
  }

  /** Returns the model with the averages. */
  public Module module() {
    return module;
  }

  /** Returns how many updates there were. */
  public long updates() {
    return updates;
  }

  /**
   * Takes the parameters of a model into the average. PyTorch equivalent: {@code
   * update_parameters}.
   *
   * @param model on the device of the average
   * @throws StateException if it has parameters or buffers of other names or shapes
   */
  public void update(Module model) {
    Map<String, Parameter> parameters = model.namedParameters();
    Map<String, Tensor> buffers = model.namedBuffers();
    requireAlike(shapes(module), shapes(model), model);
    try (Autograd.Guard mode = Autograd.noGrad();
        MemoryScope scope = MemoryScope.open()) {
      module
          .namedParameters()
          .forEach(
              (name, average) -> {
                Parameter parameter = parameters.get(name);
                if (parameter != null) {
                  average.tensor().mulInPlace(() -> 1 - part.getAsDouble());
                  average.tensor().addInPlace(parameter.tensor(), part);
                }
              });
      module
          .namedBuffers()
          .forEach(
              (name, average) -> {
                Tensor buffer = buffers.get(name);
                if (buffer != null) {
                  average.copyInPlace(buffer);
                }
              });
    }
    Recording.effect(() -> updates++, () -> updates--);
  }

  private static Map<String, Shape> shapes(Module model) {
    Map<String, Shape> shapes = new LinkedHashMap<>();
    model.namedParameters().forEach((name, each) -> shapes.put(name, each.tensor().shape()));
    model.namedBuffers().forEach((name, each) -> shapes.put(name, each.shape()));
    return shapes;
  }

  private static void requireAlike(
      Map<String, Shape> average, Map<String, Shape> given, Module model) {
    if (!average.equals(given)) {
      throw new StateException(
          "AveragedModel: " + model + " has " + given + ", the average " + average,
          "a model of the same form",
          "make both with the same options");
    }
  }

  /**
   * Returns the number of updates, {@code n_averaged} int64 {@code []}, and the state of the module
   * under PyTorch's names, {@code module.} in front.
   */
  public Map<String, Tensor> stateDict() {
    Map<String, Tensor> state = new LinkedHashMap<>();
    state.put(UPDATES, Tensor.of(new long[] {updates}, new long[0]));
    module.stateDict().forEach((name, tensor) -> state.put(MODULE + name, tensor));
    return state;
  }

  /**
   * Goes on from a saved state.
   *
   * @throws StateException if it is none of such a model; nothing has changed then
   */
  public void loadStateDict(Map<String, Tensor> state) {
    Tensor saved = state.get(UPDATES);
    if (saved == null || saved.dtype() != DType.INT64 || saved.size() != 1) {
      throw new StateException(
          "AveragedModel: the state has "
              + (saved == null ? "no " + UPDATES : UPDATES + " " + saved.value().spec()),
          UPDATES + " int64[]",
          "load a state that stateDict() of an AveragedModel gave");
    }
    Map<String, Tensor> own = new LinkedHashMap<>();
    state.forEach(
        (name, tensor) -> {
          if (!name.equals(UPDATES)) {
            own.put(name.startsWith(MODULE) ? name.substring(MODULE.length()) : name, tensor);
          }
        });
    module.loadStateDict(own);
    updates = saved.toLongArray()[0];
  }
}
