package dev.jacobian.trainers;

import dev.jacobian.autograd.Autograd;
import dev.jacobian.autograd.Recording;
import dev.jacobian.autograd.Unwatched;
import dev.jacobian.data.Batch;
import dev.jacobian.device.RandomState;
import dev.jacobian.nn.Module;
import dev.jacobian.nn.loss.Loss;
import dev.jacobian.optim.Clipping;
import dev.jacobian.optim.Optimizer;
import dev.jacobian.shape.NumericException;
import dev.jacobian.tensor.Generator;
import dev.jacobian.tensor.Tensor;
import dev.jacobian.trainers.callback.Callback;
import dev.jacobian.trainers.callback.GradientListener;
import dev.jacobian.trainers.callback.GradientTransform;
import dev.jacobian.trainers.callback.GradientsReady;
import dev.jacobian.trainers.strategy.GradientStrategy;
import dev.jacobian.trainers.strategy.StepOutcome;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;

/**
 * One step: gradients of a batch, what changes them, and the optimizer's update. A compiled run
 * calls {@link #run} once and repeats its ops, so everything here that differs between steps is
 * asked for when it is needed.
 */
final class TrainingStep {
  private static final String EXPECTED = "finite values";
  private static final String FIX = "lower the learning rate, or standardize the data";

  private final Module model;
  private final Loss loss;
  private final Optimizer optimizer;
  private final TrainerOptions options;
  private final GradientStrategy strategy;
  private final List<Callback> callbacks;
  @Unwatched private int epoch;
  @Unwatched private long step;

  TrainingStep(
      Module model,
      Loss loss,
      Optimizer optimizer,
      TrainerOptions options,
      GradientStrategy strategy,
      List<Callback> callbacks) {
    this.model = model;
    this.loss = loss;
    this.optimizer = optimizer;
    this.options = options;
    this.strategy = strategy;
    // Not those that have no part in a step: what they count is no state of it.
    this.callbacks =
        callbacks.stream()
            .filter(each -> each instanceof GradientTransform || each instanceof GradientListener)
            .toList();
  }

  /** Says which step comes next. */
  void at(int nextEpoch, long nextStep) {
    epoch = nextEpoch;
    step = nextStep;
  }

  /** Returns what keeps this step from being compiled, if anything does. */
  Optional<String> obstacle() {
    if (options.detectAnomaly()) {
      return Optional.of("detectAnomaly checks every op by itself");
    }
    if (!strategy.isCapturable()) {
      return Optional.of(nameOf(strategy) + " computes gradients where no capture sees it");
    }
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

  /**
   * Trains on a batch. Gradients are null before and after.
   *
   * @throws NumericException if the loss or a gradient that is looked at is not finite; the weights
   *     have not changed then
   */
  StepOutcome run(Batch batch) {
    optimizer.zeroGrad();
    StepOutcome outcome = gradient(batch);
    Recording.check(outcome.loss().variable(), TrainingStep::requireFinite);
    if (options.gradientNorm()) {
      Tensor norm = Clipping.globalNorm(model.parameters());
      Recording.check(norm.variable(), TrainingStep::requireFiniteGradient);
      outcome = outcome.withGradientNorm(norm);
    }
    for (Callback callback : callbacks) {
      if (callback instanceof GradientTransform transform) {
        transform.transform(model.parameters());
      } else if (callback instanceof GradientListener listener) {
        listener.gradientsReady(new GradientsReady(epoch, step, model.parameters()));
      }
    }
    optimizer.step();
    optimizer.zeroGrad();
    return outcome;
  }

  /**
   * Returns what is reported of a step that failed: when, and which op gave the first value that is
   * not finite.
   *
   * @param before the states of the generators before the step
   */
  NumericException report(
      NumericException failure, Batch batch, IdentityHashMap<Generator, RandomState> before) {
    String problem = failure.problem() + " at epoch " + epoch + ", step " + step;
    if (options.detectAnomaly()) {
      return new NumericException(problem, EXPECTED, FIX, failure);
    }
    return new NonFiniteSearch(model, loss, optimizer, options.shards())
        .search(batch, before)
        .map(
            found ->
                new NumericException(problem + ": " + found.what(), EXPECTED, found.fix(), failure))
        .orElseGet(
            () ->
                new NumericException(
                    problem, EXPECTED, FIX + "; detectAnomaly looks at every op", failure));
  }

  private StepOutcome gradient(Batch batch) {
    if (!options.detectAnomaly()) {
      return strategy.compute(model, loss, batch, options.shards());
    }
    try (Autograd.Guard mode = Autograd.detectAnomaly()) {
      return strategy.compute(model, loss, batch, options.shards());
    }
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
