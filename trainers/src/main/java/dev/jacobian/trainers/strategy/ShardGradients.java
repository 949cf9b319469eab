package dev.jacobian.trainers.strategy;

import dev.jacobian.compile.BatchLayout;
import dev.jacobian.data.Batch;
import dev.jacobian.device.Device;
import dev.jacobian.device.Storage;
import dev.jacobian.device.threads.WorkerThreads;
import dev.jacobian.nn.Module;
import dev.jacobian.nn.loss.Loss;
import dev.jacobian.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Computes the gradients of shards, each by itself and compiled where that is possible, with the
 * same bits wherever it is done: see {@link GradientStrategy}. What a worker of a strategy needs.
 */
public final class ShardGradients {
  private static final Logger LOG = LoggerFactory.getLogger(ShardGradients.class);

  private final Module model;
  private final Device device;
  private final ShardFunction function;
  private final StepFunction gradients;
  private boolean hasRun;
  private Optional<String> turns = Optional.empty();

  /** Makes what computes the shards of a task. */
  public ShardGradients(GradientTask task) {
    Loss loss = task.loss();
    this.model = task.model();
    this.device = task.device();
    this.function = new ShardFunction(model, loss, model.parameters(), new BatchLayout());
    this.gradients = StepFunction.of(task.compile(), Optional.empty(), function);
  }

  /**
   * Computes the part that a shard has in its batch's mean loss, and the gradient of that part.
   *
   * @param shard rows on any device
   * @param weights what all rows of the batch count: see {@link Shards#weights}
   */
  public BatchGradient compute(Batch shard, List<Tensor> weights) {
    Batch here = shard.to(device);
    return function.gradient(here, gradients.run(arguments(here, weights)));
  }

  /** Computes several shards, at once where that is possible, as one after the other. */
  List<BatchGradient> compute(List<Batch> shards, List<Tensor> weights, WorkerThreads threads) {
    List<Batch> here = shards.stream().map(shard -> shard.to(device)).toList();
    List<Tensor[]> arguments = here.stream().map(shard -> arguments(shard, weights)).toList();
    List<List<Tensor>> results = gradients.runEach(arguments, threads);
    if (!hasRun && threads.threads() > 1) {
      turns = reasonForTurns(arguments.get(0));
      turns.ifPresent(reason -> LOG.warn("shards are computed one after the other: {}", reason));
    }
    hasRun = true;
    List<BatchGradient> all = new ArrayList<>();
    for (int i = 0; i < results.size(); i++) {
      all.add(function.gradient(here.get(i), results.get(i)));
    }
    return all;
  }

  private Tensor[] arguments(Batch shard, List<Tensor> weights) {
    return function.arguments(shard, weights.stream().map(each -> each.to(device)).toList());
  }

  private Optional<String> reasonForTurns(Tensor[] arguments) {
    return execution()
        .eagerReason()
        .or(
            () ->
                gradients.changed(arguments).stream()
                    .findFirst()
                    .map(changed -> "the model changes " + nameOf(changed) + " in forward"));
  }

  private String nameOf(Storage changed) {
    return model.stateDict().entrySet().stream()
        .filter(entry -> entry.getValue().storage() == changed)
        .map(entry -> "'" + entry.getKey() + "'")
        .findFirst()
        .orElse("a " + changed.spec() + " tensor");
  }

  /** Returns why several shards were not computed at once, if there was a reason. */
  Optional<String> turns() {
    return turns;
  }

  /** Returns how shards were computed. */
  public Execution execution() {
    return gradients.execution();
  }
}
