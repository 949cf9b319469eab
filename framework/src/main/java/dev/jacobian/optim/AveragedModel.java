package dev.jacobian.optim;

import dev.jacobian.nn.Module;
import dev.jacobian.shape.OptionException;
import dev.jacobian.shape.StateException;
import dev.jacobian.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A second model whose parameters are an average of those that training goes through, which often
 * predicts better than the last ones: {@linkplain #ema an exponential one} or {@linkplain #swa the
 * plain one}. PyTorch equivalent: {@code torch.optim.swa_utils.AveragedModel}.
 *
 * <pre>{@code
 * AveragedModel average = AveragedModel.ema(model, 0.999);
 * for (Batch batch : loader) {
 *   step.run(batch.inputs(0), batch.targets(0));
 *   average.update(model);
 * }
 * average.module().eval().forward(x);
 * }</pre>
 *
 * <p>The first update takes the parameters over. Buffers, such as running statistics, are the
 * model's last ones, unless they are {@linkplain #withBuffers averaged} too; {@link
 * BatchStatistics#update} finds those that belong to the averages.
 */
public final class AveragedModel {
  private static final String MODULE = "module.";

  private final Module module;
  private final double decay;
  private final WeightAverage average;

  private AveragedModel(Module module, double decay, boolean hasBuffers) {
    this.module = module;
    this.decay = decay;
    this.average = new WeightAverage(WeightAverage.values(module), hasBuffers, decay);
  }

  private static AveragedModel of(Module model, double decay) {
    Module copy = Module.deepCopy(model);
    copy.setRequiresGrad(false);
    return new AveragedModel(copy, decay, false);
  }

  /**
   * Averages exponentially: {@code a = decay * a + (1 - decay) * p} at each update. PyTorch
   * equivalent: {@code get_ema_multi_avg_fn(decay)}.
   *
   * @param model that is trained, or another one of its form; the average is a {@linkplain
   *     Module#deepCopy copy} of it
   * @param decay in [0, 1]
   * @throws OptionException if the decay is outside [0, 1]
   */
  public static AveragedModel ema(Module model, double decay) {
    return of(model, WeightAverage.requireDecay(decay));
  }

  /**
   * Averages all updates alike: {@code a += (p - a) / n} at the n-th. Source: Izmailov et al., UAI
   * 2018. PyTorch equivalent: {@code get_swa_multi_avg_fn()}.
   *
   * @param model that is trained, or another one of its form; the average is a {@linkplain
   *     Module#deepCopy copy} of it
   */
  public static AveragedModel swa(Module model) {
    return of(model, -1);
  }

  /**
   * Returns an average of the same module that has not begun, and averages floating-point buffers
   * as well. PyTorch equivalent: {@code use_buffers=True}.
   */
  public AveragedModel withBuffers() {
    return new AveragedModel(module, decay, true);
  }

  /** Returns the model with the averages, whose parameters are frozen. */
  public Module module() {
    return module;
  }

  /** Returns how many updates there were. */
  public long updates() {
    return average.updates();
  }

  /**
   * Takes the parameters of a model into the average. PyTorch equivalent: {@code
   * update_parameters}.
   *
   * @param model on the device of the average
   * @throws StateException if it has parameters or buffers of other names or shapes
   */
  public void update(Module model) {
    average.update(model);
  }

  /**
   * Returns the number of updates, {@code n_averaged} int64 {@code []}, and the state of the module
   * under PyTorch's names, {@code module.} in front.
   */
  public Map<String, Tensor> stateDict() {
    Map<String, Tensor> state = new LinkedHashMap<>();
    state.put(WeightAverage.UPDATES, average.count());
    module.stateDict().forEach((name, tensor) -> state.put(MODULE + name, tensor));
    return state;
  }

  /**
   * Goes on from a saved state.
   *
   * @throws StateException if it is none of such a model; nothing has changed then
   */
  public void loadStateDict(Map<String, Tensor> state) {
    long saved = WeightAverage.requireCount(state);
    Map<String, Tensor> own = new LinkedHashMap<>();
    state.forEach(
        (name, tensor) -> {
          if (!name.equals(WeightAverage.UPDATES)) {
            own.put(name.startsWith(MODULE) ? name.substring(MODULE.length()) : name, tensor);
          }
        });
    module.loadStateDict(own);
    average.goOnAfter(saved);
  }
}
