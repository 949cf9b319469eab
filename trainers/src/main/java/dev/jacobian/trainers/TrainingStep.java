package dev.jacobian.trainers;

import dev.jacobian.autograd.Autograd;
import dev.jacobian.data.Batch;
import dev.jacobian.data.BatchIterator;
import dev.jacobian.data.DataLoader;
import dev.jacobian.device.random.RandomState;
import dev.jacobian.nn.Module;
import dev.jacobian.nn.loss.Loss;
import dev.jacobian.optim.Optimizer;
import dev.jacobian.optim.WeightAverage;
import dev.jacobian.shape.NumericException;
import dev.jacobian.tensor.Generator;
import dev.jacobian.tensor.Tensor;
import dev.jacobian.trainers.callback.Callback;
import dev.jacobian.trainers.strategy.BatchGradient;
import dev.jacobian.trainers.strategy.CompileMode;
import dev.jacobian.trainers.strategy.Execution;
import dev.jacobian.trainers.strategy.GradientSource;
import dev.jacobian.trainers.strategy.GradientStrategy;
import dev.jacobian.trainers.strategy.GradientTask;
import dev.jacobian.trainers.strategy.StepFunction;
import dev.jacobian.trainers.strategy.StepOutcome;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * One step: the gradient of a batch and the update. They are two captures, which are one compiled
 * function where a strategy computes by ops on the calling thread.
 */
final class TrainingStep implements AutoCloseable {
  private final Module model;
  private final Loss loss;
  private final Optimizer optimizer;
  private final TrainerOptions options;
  private final Update update;
  private final GradientSource source;
  private final Optional<BatchFunction> fused;
  private final StepFunction updating;

  TrainingStep(
      Module model,
      Loss loss,
      Optimizer optimizer,
      TrainerOptions options,
      GradientStrategy strategy,
      List<? extends Callback> callbacks,
      Optional<WeightAverage> average) {
    this.model = model;
    this.loss = loss;
    this.optimizer = optimizer;
    this.options = options;
    this.update = new Update(model, optimizer, options.gradientNorm(), callbacks, average);
    Optional<String> obstacle =
        options.detectAnomaly()
            ? Optional.of("detectAnomaly checks every op by itself")
            : update.obstacle();
    CompileMode gradients = options.detectAnomaly() ? CompileMode.OFF : options.compile();
    this.source =
        strategy.open(new GradientTask(model, model.device(), loss, options.shards(), gradients));
    this.updating = StepFunction.of(options.compile(), obstacle, update);
    this.fused =
        source.ops().map(ops -> fused(options, obstacle, loss.isWeightedMean(), ops, update));
  }

  /** Returns gradient and update as one function, which knows no more than these. */
  private static BatchFunction fused(
      TrainerOptions options,
      Optional<String> obstacle,
      boolean hasMeans,
      Function<Batch, BatchGradient> ops,
      Update update) {
    boolean detectAnomaly = options.detectAnomaly();
    return new BatchFunction(
        options.compile(),
        obstacle,
        new OutcomeTensors(hasMeans, options.gradientNorm()),
        batch -> {
          BatchGradient gradient = gradient(ops, batch, detectAnomaly);
          return outcome(gradient, update.run(gradient.loss(), gradient.gradients()));
        });
  }

  private static BatchGradient gradient(
      Function<Batch, BatchGradient> function, Batch batch, boolean detectAnomaly) {
    if (!detectAnomaly) {
      return function.apply(batch);
    }
    try (Autograd.Guard mode = Autograd.detectAnomaly()) {
      return function.apply(batch);
    }
  }

  private static StepOutcome outcome(BatchGradient gradient, Optional<Tensor> norm) {
    return new StepOutcome(
        gradient.loss(), gradient.lossMeans(), gradient.rows(), gradient.outputs(), norm);
  }

  /** Says which step comes next. */
  void at(int epoch, long step) {
    update.at(epoch, step);
  }

  /** Returns the batches of an epoch, on the device where steps want them. */
  BatchIterator batches(DataLoader loader, long epoch, long firstBatch) {
    return fused.isPresent()
        ? loader.iterator(epoch, firstBatch, model.device())
        : loader.iterator(epoch, firstBatch);
  }

  /**
   * Trains on one of the {@link #batches}. Gradients are null before and after.
   *
   * @throws NumericException if the loss or a gradient that is looked at is not finite; the weights
   *     have not changed then
   */
  StepOutcome run(Batch batch) {
    if (fused.isPresent()) {
      return fused.get().run(batch);
    }
    BatchGradient gradient = gradient(source::compute, batch, options.detectAnomaly());
    List<Tensor> norm = updating.run(update.arguments(gradient));
    return outcome(gradient, norm.stream().findFirst());
  }

  /** Returns how steps were computed: eagerly if a half of them was. */
  Execution execution() {
    if (fused.isPresent()) {
      return fused.get().execution();
    }
    Execution second = updating.execution();
    return second.isCompiled() ? source.execution() : second;
  }

  /**
   * Returns what is reported of a step that failed: when, and which op gave the first value that is
   * not finite.
   *
   * @param before the states of the generators before the step
   */
  NumericException report(
      NumericException failure, Batch batch, IdentityHashMap<Generator, RandomState> before) {
    String problem = failure.problem() + " " + update.place();
    if (options.detectAnomaly()) {
      return new NumericException(problem, Update.EXPECTED, Update.FIX, failure);
    }
    return new NonFiniteSearch(model, loss, optimizer, options.shards())
        .search(batch.to(model.device()), before)
        .map(
            found ->
                new NumericException(
                    problem + ": " + found.what(), Update.EXPECTED, found.fix(), failure))
        .orElseGet(
            () ->
                new NumericException(
                    problem,
                    Update.EXPECTED,
                    Update.FIX + "; detectAnomaly looks at every op",
                    failure));
  }

  @Override
  public void close() {
    source.close();
  }
}
