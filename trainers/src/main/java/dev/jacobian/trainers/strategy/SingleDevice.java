package dev.jacobian.trainers.strategy;

import dev.jacobian.autograd.Autograd;
import dev.jacobian.data.Batch;
import dev.jacobian.device.MemoryScope;
import dev.jacobian.nn.Module;
import dev.jacobian.nn.Parameter;
import dev.jacobian.nn.loss.Loss;
import dev.jacobian.shape.ShapeException;
import dev.jacobian.tensor.Tensor;
import dev.jacobian.trainers.callback.Output;
import java.util.ArrayList;
import java.util.List;

/**
 * Computes the shards one after another on the model's device. More than one shard is what is
 * called gradient accumulation: the activations of one shard at a time are in memory.
 */
public final class SingleDevice implements GradientStrategy {
  @Override
  public StepOutcome compute(Module model, Loss loss, Batch batch, int shards) {
    List<Batch> parts = Shards.of(batch, shards);
    List<Output> outputs = new ArrayList<>();
    double lossSum = 0;
    for (Batch part : parts) {
      try (MemoryScope scope = MemoryScope.open()) {
        Tensor prediction = model.forward(part.inputs());
        Tensor mean = loss.forward(prediction, part.targets());
        requireScalar(mean);
        // A single shard's mean needs no weight, and then a step is exactly the loop a user writes
        // by hand.
        Tensor weighted = parts.size() == 1 ? mean : mean.mul((double) part.size());
        weighted.backward();
        lossSum += mean.item() * part.size();
        outputs.add(new Output(scope.keep(prediction.detach()), part.targets()));
      }
    }
    if (parts.size() > 1) {
      divideGradients(model, batch.size());
    }
    return new StepOutcome(lossSum / batch.size(), batch.size(), outputs);
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

  private static void requireScalar(Tensor loss) {
    if (loss.size() != 1) {
      throw new ShapeException(
          "training: the loss has shape " + loss.shape(),
          "one number, the mean over the rows",
          "use Reduction.MEAN");
    }
  }
}
