package dev.jacobian.trainers.strategy;

import dev.jacobian.data.Batch;
import dev.jacobian.device.MemoryScope;
import dev.jacobian.device.threads.WorkerThreads;
import dev.jacobian.nn.loss.Loss;
import dev.jacobian.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Gradients over several shards, on one thread or more: as many shards at a time as there are
 * threads, whose gradients are then added in their order.
 */
final class ShardedGradients implements GradientSource {
  private final Loss loss;
  private final int shards;
  private final WorkerThreads threads;
  private final ShardGradients gradients;
  private final GradientSum sum;

  ShardedGradients(GradientTask task, WorkerThreads threads) {
    this.loss = task.loss();
    this.shards = task.shards();
    this.threads = threads;
    this.gradients = new ShardGradients(task);
    this.sum = new GradientSum(task.compile());
  }

  @Override
  public BatchGradient compute(Batch batch) {
    List<Batch> parts = Shards.of(batch, shards);
    List<Tensor> weights = Shards.weights(loss, batch);
    List<BatchGradient> before = List.of();
    for (int from = 0; from < parts.size(); from += threads.threads()) {
      int to = Math.min(parts.size(), from + threads.threads());
      try (MemoryScope scope = MemoryScope.open()) {
        List<BatchGradient> addends = new ArrayList<>(before);
        addends.addAll(gradients.compute(parts.subList(from, to), weights, threads));
        BatchGradient next = sum.of(addends);
        before.forEach(each -> each.sums().forEach(old -> old.storage().moveTo(scope)));
        next.sums().forEach(scope::keep);
        next.outputs().forEach(output -> output.predictions().forEach(scope::keep));
        next.outputs().forEach(output -> output.targets().forEach(scope::keep));
        before = List.of(next);
      }
    }
    return loss.isWeightedMean() ? before.get(0).withWeights(weights) : before.get(0);
  }

  /** Returns why shards were computed one after the other, if there was a reason. */
  Optional<String> turns() {
    return gradients.turns();
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
