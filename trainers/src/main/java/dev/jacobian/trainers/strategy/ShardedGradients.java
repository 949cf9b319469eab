package dev.jacobian.trainers.strategy;

import dev.jacobian.compile.BatchLayout;
import dev.jacobian.data.Batch;
import dev.jacobian.device.Device;
import dev.jacobian.device.MemoryScope;
import dev.jacobian.device.Storage;
import dev.jacobian.device.WorkerThreads;
import dev.jacobian.nn.Module;
import dev.jacobian.nn.loss.Loss;
import dev.jacobian.shape.DType;
import dev.jacobian.shape.Shape;
import dev.jacobian.tensor.Tensor;
import dev.jacobian.trainers.callback.Output;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gradients over several shards, on one thread or more: as many shards at a time as there are
 * threads, whose sums are then added in their order.
 */
final class ShardedGradients implements GradientSource {
  private static final Logger LOG = LoggerFactory.getLogger(ShardedGradients.class);

  private final Module model;
  private final Device device;
  private final Loss loss;
  private final int shards;
  private final CompileMode compile;
  private final WorkerThreads threads;
  private final ShardGradient shardGradient;
  private final StepFunction gradients;
  private final Map<Integer, StepFunction> sums = new HashMap<>();
  private boolean hasRun;
  private Optional<String> turns = Optional.empty();

  ShardedGradients(GradientTask task, WorkerThreads threads) {
    this.model = task.model();
    this.device = task.device();
    this.loss = task.loss();
    this.shards = task.shards();
    this.compile = task.compile();
    this.threads = threads;
    this.shardGradient = new ShardGradient(model, loss, model.parameters(), new BatchLayout());
    this.gradients = StepFunction.of(compile, Optional.empty(), shardGradient);
  }

  @Override
  public BatchGradient compute(Batch batch) {
    List<Batch> parts = Shards.of(batch, shards);
    List<Tensor> weights = weights(batch);
    List<Tensor> sum = List.of();
    List<Output> outputs = new ArrayList<>();
    for (int from = 0; from < parts.size(); from += threads.threads()) {
      try (MemoryScope scope = MemoryScope.open()) {
        int to = Math.min(parts.size(), from + threads.threads());
        List<Batch> round = parts.subList(from, to).stream().map(part -> part.to(device)).toList();
        List<List<Tensor>> results = results(round, weights);
        List<Tensor> before = sum;
        sum = added(before, results);
        sum.forEach(scope::keep);
        before.forEach(each -> each.storage().moveTo(scope));
        for (int i = 0; i < results.size(); i++) {
          List<Tensor> all = results.get(i);
          List<Tensor> predictions = all.subList(shardGradient.sums(), all.size());
          outputs.add(new Output(predictions, round.get(i).targetList()));
        }
        outputs.forEach(output -> output.predictions().forEach(scope::keep));
        outputs.forEach(output -> output.targets().forEach(scope::keep));
      }
    }
    return new BatchGradient(
        sum.get(0),
        loss.isWeightedMean() ? Optional.of(Gradients.offTape(weights.get(0))) : Optional.empty(),
        batch.size(),
        gradients(sum),
        outputs);
  }

  /** Returns what all rows of a batch count, on the model's device. */
  private List<Tensor> weights(Batch batch) {
    Device here = batch.inputs(0).device();
    Tensor rows = Tensor.full(Shape.scalar(), batch.size(), DType.FLOAT64, here);
    return loss.weights(rows, batch.targetList()).stream().map(each -> each.to(device)).toList();
  }

  private List<List<Tensor>> results(List<Batch> round, List<Tensor> weights) {
    List<Tensor[]> arguments =
        round.stream().map(part -> shardGradient.arguments(part, weights)).toList();
    List<List<Tensor>> results = gradients.runEach(arguments, threads);
    if (!hasRun) {
      hasRun = true;
      turns = reasonForTurns(arguments.get(0));
      turns.ifPresent(
          reason -> LOG.warn("{} shards are computed one after the other: {}", shards, reason));
    }
    return results;
  }

  /** Returns why the shards are computed one after the other although there are several threads. */
  private Optional<String> reasonForTurns(Tensor[] arguments) {
    if (threads.threads() == 1) {
      return Optional.empty();
    }
    return gradients
        .execution()
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

  /**
   * Adds the parts of the loss and the gradients that shards gave, in their order, to what those
   * before them gave.
   *
   * @param before empty if there are none before
   */
  private List<Tensor> added(List<Tensor> before, List<List<Tensor>> results) {
    List<List<Tensor>> addends = new ArrayList<>();
    if (!before.isEmpty()) {
      addends.add(before);
    }
    results.forEach(each -> addends.add(each.subList(0, shardGradient.sums())));
    if (addends.size() == 1) {
      return addends.get(0);
    }
    int[] present =
        IntStream.range(0, shardGradient.sums())
            .filter(i -> addends.stream().anyMatch(each -> !shardGradient.isAbsent(each, i)))
            .toArray();
    List<Tensor> arguments = new ArrayList<>();
    for (List<Tensor> each : addends) {
      for (int i : present) {
        arguments.add(shardGradient.isAbsent(each, i) ? zeros(i) : each.get(i));
      }
    }
    List<Tensor> added =
        sums.computeIfAbsent(addends.size(), this::sumOf).run(arguments.toArray(Tensor[]::new));
    List<Tensor> all = new ArrayList<>(addends.get(0));
    for (int i = 0; i < present.length; i++) {
      all.set(present[i], added.get(i));
    }
    return all;
  }

  private Tensor zeros(int index) {
    Tensor parameter = shardGradient.parameters().get(index - 1).tensor();
    return Tensor.full(parameter.shape(), 0, parameter.dtype(), device);
  }

  /** Returns the sum of lists of tensors that stand one after the other. */
  private StepFunction sumOf(int lists) {
    return StepFunction.of(
        compile,
        Optional.empty(),
        tensors -> {
          int size = tensors.length / lists;
          List<Tensor> sum = new ArrayList<>(List.of(tensors).subList(0, size));
          for (int at = size; at < tensors.length; at++) {
            sum.set(at % size, sum.get(at % size).add(tensors[at]));
          }
          return sum;
        });
  }

  private List<Optional<Tensor>> gradients(List<Tensor> sum) {
    List<Optional<Tensor>> gradients = new ArrayList<>();
    for (int i = 1; i < shardGradient.sums(); i++) {
      gradients.add(shardGradient.isAbsent(sum, i) ? Optional.empty() : Optional.of(sum.get(i)));
    }
    return gradients;
  }

  /** Returns why the shards were computed one after the other, if there was a reason. */
  Optional<String> turns() {
    return turns;
  }

  @Override
  public Optional<Function<Batch, BatchGradient>> ops() {
    return Optional.empty();
  }

  @Override
  public Execution execution() {
    return gradients.execution();
  }

  @Override
  public void close() {
    threads.close();
  }
}
