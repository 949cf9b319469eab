package dev.jacobian.trainers.strategy;

import dev.jacobian.data.Batch;
import dev.jacobian.device.MemoryScope;
import dev.jacobian.tensor.Tensor;
import dev.jacobian.trainers.callback.BatchOutput;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * A strategy whose worker has no tensor in common with the trainer but the weights: rows and
 * gradients come and go as arrays, as between machines. It gives what every strategy gives.
 */
class ElsewhereTest extends TrainerCompatibilityKit {
  @Override
  protected GradientStrategy strategy(int shards) {
    return Remote::new;
  }

  private static final class Remote implements GradientSource {
    private final GradientTask task;
    private final ShardGradients worker;
    private final GradientSum sum = new GradientSum(CompileMode.AUTO);
    private final ExecutorService machine = Executors.newSingleThreadExecutor();

    Remote(GradientTask task) {
      this.task = task;
      this.worker = new ShardGradients(task);
    }

    @Override
    public BatchGradient compute(Batch batch) {
      List<Tensor> weights = Shards.weights(task.loss(), batch);
      List<BatchGradient> parts = new ArrayList<>();
      for (Batch shard : Shards.of(batch, task.shards())) {
        parts.add(answer(shard, weights));
      }
      BatchGradient total = sum.of(parts);
      return task.loss().isWeightedMean() ? total.withWeights(weights) : total;
    }

    private BatchGradient answer(Batch shard, List<Tensor> weights) {
      Supplier<Batch> rows = sent(shard);
      List<Supplier<Tensor>> counts = weights.stream().map(Remote::sent).toList();
      try {
        return machine.submit(() -> computed(rows.get(), received(counts))).get().get();
      } catch (ExecutionException e) {
        throw (RuntimeException) e.getCause();
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
    }

    private Supplier<BatchGradient> computed(Batch shard, List<Tensor> weights) {
      try (MemoryScope scope = MemoryScope.open()) {
        BatchGradient gradient = worker.compute(shard, weights);
        Supplier<Tensor> loss = sent(gradient.loss());
        List<Optional<Supplier<Tensor>>> gradients =
            gradient.gradients().stream().map(each -> each.map(Remote::sent)).toList();
        BatchOutput output = gradient.outputs().get(0);
        Supplier<Batch> outputs = sent(new Batch(output.predictions(), output.targets()));
        return () -> {
          Batch received = outputs.get();
          return new BatchGradient(
              loss.get(),
              Optional.empty(),
              gradient.rows(),
              gradients.stream().map(each -> each.map(Supplier::get)).toList(),
              List.of(new BatchOutput(received.inputList(), received.targetList())));
        };
      }
    }

    private static Supplier<Batch> sent(Batch batch) {
      List<Supplier<Tensor>> inputs = batch.inputList().stream().map(Remote::sent).toList();
      List<Supplier<Tensor>> targets = batch.targetList().stream().map(Remote::sent).toList();
      return () -> new Batch(received(inputs), received(targets));
    }

    /** Returns what makes a tensor of an array, where it is asked. */
    private static Supplier<Tensor> sent(Tensor tensor) {
      long[] dims = tensor.shape().dims();
      return switch (tensor.dtype()) {
        case FLOAT32 -> {
          float[] values = tensor.toFloatArray();
          yield () -> Tensor.of(values, dims);
        }
        case INT64 -> {
          long[] values = tensor.toLongArray();
          yield () -> Tensor.of(values, dims);
        }
        default -> {
          double[] values = tensor.toDoubleArray();
          yield () -> Tensor.of(values, dims).to(tensor.dtype());
        }
      };
    }

    private static List<Tensor> received(List<Supplier<Tensor>> sent) {
      return sent.stream().map(Supplier::get).toList();
    }

    @Override
    public Optional<Function<Batch, BatchGradient>> ops() {
      return Optional.empty();
    }

    @Override
    public Execution execution() {
      return worker.execution();
    }

    @Override
    public void close() {
      machine.shutdown();
    }
  }
}
