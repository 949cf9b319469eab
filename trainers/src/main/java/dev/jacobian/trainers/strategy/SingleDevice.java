package dev.jacobian.trainers.strategy;

import dev.jacobian.autograd.Autograd;
import dev.jacobian.data.Batch;
import dev.jacobian.device.MemoryScope;
import dev.jacobian.nn.Module;
import dev.jacobian.nn.Parameter;
import dev.jacobian.nn.loss.Loss;
import dev.jacobian.nn.loss.Reduction;
import dev.jacobian.shape.DType;
import dev.jacobian.shape.OptionException;
import dev.jacobian.shape.ShapeException;
import dev.jacobian.tensor.Tensor;
import dev.jacobian.trainers.callback.Output;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Computes the shards one after another on the model's device. More than one shard is what is
 * called gradient accumulation: the activations of one shard at a time are in memory.
 */
public final class SingleDevice implements GradientStrategy {
  @Override
  public StepOutcome compute(Module model, Loss loss, Batch batch, int shards) {
    requireMean(loss, shards);
    List<Batch> parts = Shards.of(batch, shards);
    List<Output> outputs = new ArrayList<>();
    @Nullable Tensor lossSum = null;
    for (Batch part : parts) {
      try (MemoryScope scope = MemoryScope.open()) {
        Tensor prediction = model.forward(part.inputs());
        Tensor mean = loss.forward(prediction, part.targets());
        requireScalar(mean);
        // A single shard's mean needs no weight, and then a step is exactly the loop a user writes
        // by hand.
        Tensor weighted = parts.size() == 1 ? mean : mean.mul((double) part.size());
        weighted.backward();
        Tensor partSum = sumOf(mean, part.size(), parts.size());
        lossSum = scope.keep(lossSum == null ? partSum : lossSum.add(partSum));
        outputs.add(new Output(scope.keep(prediction.detach()), part.targets()));
      }
    }
    if (lossSum == null) {
      throw new IllegalStateException("a batch of " + batch.size() + " rows has no shards");
    }
    if (parts.size() == 1) {
      return new StepOutcome(lossSum, batch.size(), outputs);
    }
    divideGradients(model, batch.size());
    return new StepOutcome(lossSum.div((double) batch.size()), batch.size(), outputs);
  }

  @Override
  public boolean isCapturable() {
    return true;
  }

  /** Returns the sum of the rows' losses in float64; the mean itself if there is one shard. */
  private static Tensor sumOf(Tensor mean, long rows, int shards) {
    Tensor value = mean.detach().to(DType.FLOAT64).reshape();
    return shards == 1 ? value : value.mul((double) rows);
  }

  private static void divideGradients(Module model, long rows) {
    try (Autograd.Guard mode = Autograd.noGrad()) {
      for (Parameter parameter : model.parameters()) {
        Tensor gradient = parameter.grad();
        if (gradient != null) {
          gradient.mulInPlace(1.0 / rows);
        }
      }
    }
  }

  private static void requireMean(Loss loss, int shards) {
    if (shards > 1 && loss.reduction() == Reduction.SUM) {
      throw new OptionException(
          "training: " + shards + " shards with a loss that is the sum over the rows",
          "a loss that is their mean, since each shard counts by its rows",
          "use Reduction.MEAN, or one shard");
    }
  }

  private static void requireScalar(Tensor loss) {
    if (loss.size() != 1) {
      throw new ShapeException(
          "training: the loss has shape " + loss.shape(),
          "one number, the mean over the rows",
          "use Reduction.MEAN");
    }
  }
}
