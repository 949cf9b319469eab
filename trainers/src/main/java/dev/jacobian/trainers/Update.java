package dev.jacobian.trainers;

import dev.jacobian.autograd.Recording;
import dev.jacobian.autograd.Unwatched;
import dev.jacobian.compile.Compiled;
import dev.jacobian.device.MemoryScope;
import dev.jacobian.nn.Module;
import dev.jacobian.nn.Parameter;
import dev.jacobian.optim.Clipping;
import dev.jacobian.optim.Optimizer;
import dev.jacobian.optim.WeightAverage;
import dev.jacobian.shape.NumericException;
import dev.jacobian.tensor.Tensor;
import dev.jacobian.trainers.callback.Callback;
import dev.jacobian.trainers.callback.GradientListener;
import dev.jacobian.trainers.callback.GradientTransform;
import dev.jacobian.trainers.callback.GradientsReady;
import dev.jacobian.trainers.strategy.BatchGradient;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The second half of a step: what looks at a gradient and changes it, and the optimizer. A compiled
 * run calls {@link #run} once and repeats its ops, so everything here that differs between steps is
 * asked for when it is needed.
 */
final class Update implements Compiled.SeveralResults {
  static final String EXPECTED = "finite values";
  static final String FIX = "lower the learning rate, or standardize the data";

  private final Optimizer optimizer;
  private final boolean hasNorm;
  private final List<Parameter> parameters;
  private final List<Callback> callbacks;
  private final Module model;
  private final Optional<WeightAverage> average;
  private List<Boolean> present = List.of();
  @Unwatched private int epoch;
  @Unwatched private long step;

  /**
   * Makes the update of a model.
   *
   * @param hasNorm whether the norm of the gradient is computed
   * @param average of the weights after each step, if it is kept
   */
  Update(
      Module model,
      Optimizer optimizer,
      boolean hasNorm,
      List<? extends Callback> callbacks,
      Optional<WeightAverage> average) {
    this.model = model;
    this.average = average;
    this.optimizer = optimizer;
    this.hasNorm = hasNorm;
    this.parameters = model.parameters();
    // Not those that have no part in a step: what they count is no state of it.
    List<Callback> parts = new ArrayList<>(callbacks);
    parts.removeIf(
        each -> !(each instanceof GradientTransform || each instanceof GradientListener));
    this.callbacks = List.copyOf(parts);
  }

  /** Says which step comes next. */
  void at(int nextEpoch, long nextStep) {
    epoch = nextEpoch;
    step = nextStep;
  }

  /** Returns what keeps updates from being compiled, if anything does. */
  Optional<String> obstacle() {
    return callbacks.stream()
        .filter(GradientListener.class::isInstance)
        .findFirst()
        .map(listener -> nameOf(listener) + " looks at the gradients of each step");
  }

  private static String nameOf(Object part) {
    Class<?> type = part.getClass();
    if (type.isHidden()) {
      return "a lambda in " + type.getNestHost().getSimpleName();
    }
    return type.isAnonymousClass() ? type.getName() : type.getSimpleName();
  }

  /** Returns a step that comes next in words. */
  String place() {
    return "at epoch " + epoch + ", step " + step;
  }

  /**
   * Changes the weights. The parameters' gradients are null before and after.
   *
   * @param loss the mean loss of the batch
   * @param gradients that of each parameter, which may be changed
   * @return the norm of the gradient, if it is computed
   * @throws NumericException if the loss or a gradient that is looked at is not finite; the weights
   *     have not changed then
   */
  Optional<Tensor> run(Tensor loss, List<Optional<Tensor>> gradients) {
    Recording.check(loss.variable(), Update::requireFinite);
    for (int i = 0; i < gradients.size(); i++) {
      parameters.get(i).tensor().setGrad(gradients.get(i).orElse(null));
    }
    Optional<Tensor> norm = Optional.empty();
    if (hasNorm) {
      Tensor computed = Clipping.globalNorm(parameters);
      Recording.check(computed.variable(), Update::requireFiniteGradient);
      norm = Optional.of(computed);
    }
    for (Callback callback : callbacks) {
      if (callback instanceof GradientTransform transform) {
        transform.transform(parameters);
      } else if (callback instanceof GradientListener listener) {
        listener.gradientsReady(new GradientsReady(epoch, step, parameters));
      }
    }
    optimizer.step();
    average.ifPresent(each -> each.update(model));
    optimizer.zeroGrad();
    // They went to the parameters, which live longer than the step.
    gradients.forEach(
        gradient -> gradient.ifPresent(each -> each.storage().moveTo(MemoryScope.current())));
    return norm;
  }

  /** Returns a gradient as the arguments of {@link #apply}. */
  Tensor[] arguments(BatchGradient gradient) {
    List<Boolean> now = gradient.gradients().stream().map(Optional::isPresent).toList();
    if (!now.equals(present)) {
      present = now;
    }
    List<Tensor> all = new ArrayList<>(List.of(gradient.loss()));
    gradient.gradients().forEach(each -> each.ifPresent(all::add));
    return all.toArray(Tensor[]::new);
  }

  /**
   * Changes the weights by a gradient that is passed as tensors, which stay as they are.
   *
   * @param arguments the loss, then the gradients of the parameters that have one
   * @return the norm, if it is computed
   */
  @Override
  public List<Tensor> apply(Tensor... arguments) {
    List<Optional<Tensor>> gradients = new ArrayList<>();
    int next = 1;
    for (boolean isPresent : present) {
      gradients.add(isPresent ? Optional.of(arguments[next++].copy()) : Optional.empty());
    }
    return run(arguments[0], gradients).stream().toList();
  }

  private static void requireFinite(double value) {
    if (!Double.isFinite(value)) {
      throw new NumericException("training: the loss became " + value, EXPECTED, FIX);
    }
  }

  private static void requireFiniteGradient(double norm) {
    if (!Double.isFinite(norm)) {
      throw new NumericException(
          "training: the norm of the gradient became " + norm, EXPECTED, FIX);
    }
  }
}
