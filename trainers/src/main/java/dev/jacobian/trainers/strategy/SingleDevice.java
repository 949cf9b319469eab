package dev.jacobian.trainers.strategy;

import dev.jacobian.autograd.Autograd;
import dev.jacobian.data.Batch;
import dev.jacobian.device.MemoryScope;
import dev.jacobian.nn.Module;
import dev.jacobian.nn.Parameter;
import dev.jacobian.nn.loss.Loss;
import dev.jacobian.nn.loss.Reduction;
import dev.jacobian.nn.loss.WeightedSum;
import dev.jacobian.shape.DType;
import dev.jacobian.shape.Fix;
import dev.jacobian.shape.OptionException;
import dev.jacobian.shape.Shape;
import dev.jacobian.shape.ShapeException;
import dev.jacobian.tensor.Tensor;
import dev.jacobian.trainers.callback.Output;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Computes the shards one after another on the model's device. More than one shard is what is
 * called gradient accumulation: the activations of one shard at a time are in memory.
 */
public final class SingleDevice implements GradientStrategy {
  @Override
  public StepOutcome compute(Module model, Loss loss, Batch batch, int shards) {
    requireMean(loss, shards);
    List<Batch> parts = Shards.of(batch, shards);
    return parts.size() == 1 ? whole(model, loss, parts.get(0)) : sharded(model, loss, parts);
  }

  /** Does exactly what the loop that a user writes by hand does. */
  private static StepOutcome whole(Module model, Loss loss, Batch batch) {
    try (MemoryScope scope = MemoryScope.open()) {
      List<Tensor> predictions = model.forwardAll(batch.inputArray());
      BatchLoss value = BatchLoss.of(loss, predictions, batch.targetList());
      requireScalar(value.mean());
      value.mean().backward();
      Output output = new Output(kept(predictions, scope), batch.targetList());
      return new StepOutcome(
          scope.keep(offTape(value.mean())),
          value.weight().map(weight -> scope.keep(offTape(weight))),
          batch.size(),
          List.of(output));
    }
  }

  /** Adds sums of losses, their gradients and their weights, and divides at the end. */
  private static StepOutcome sharded(Module model, Loss loss, List<Batch> parts) {
    List<Output> outputs = new ArrayList<>();
    Tensor sum = Tensor.full(Shape.scalar(), 0, DType.FLOAT64, parts.get(0).inputs(0).device());
    Tensor weight = sum;
    long rows = 0;
    for (Batch part : parts) {
      try (MemoryScope scope = MemoryScope.open()) {
        List<Tensor> predictions = model.forwardAll(part.inputArray());
        WeightedSum of = loss.weightedSum(predictions, part.targetList());
        requireScalar(of.sum());
        of.sum().backward();
        sum = scope.keep(sum.add(offTape(of.sum())));
        weight = scope.keep(weight.add(offTape(of.weight())));
        rows += part.size();
        outputs.add(new Output(kept(predictions, scope), part.targetList()));
      }
    }
    divideGradients(model, weight);
    Optional<Tensor> weighted = loss.isWeightedMean() ? Optional.of(weight) : Optional.empty();
    return new StepOutcome(sum.div(weight), weighted, rows, outputs);
  }

  private static List<Tensor> kept(List<Tensor> predictions, MemoryScope scope) {
    return predictions.stream().map(prediction -> scope.keep(prediction.detach())).toList();
  }

  @Override
  public boolean isCapturable() {
    return true;
  }

  private static Tensor offTape(Tensor number) {
    return number.detach().to(DType.FLOAT64).reshape();
  }

  private static void divideGradients(Module model, Tensor weight) {
    try (Autograd.Guard mode = Autograd.noGrad();
        MemoryScope scope = MemoryScope.open()) {
      Tensor factor = weight.reciprocal();
      for (Parameter parameter : model.parameters()) {
        Tensor gradient = parameter.grad();
        if (gradient != null) {
          gradient.mulInPlace(factor.to(gradient.device()).to(gradient.dtype()));
        }
      }
    }
  }

  private static void requireMean(Loss loss, int shards) {
    if (shards > 1 && loss.reduction() == Reduction.SUM) {
      throw new OptionException(
          "training: " + shards + " shards with a loss that is the sum over the rows",
          "a loss that is their mean, since each shard counts by its rows",
          Fix.of("use Reduction.MEAN, or one shard", "shards: 1"));
    }
  }

  private static void requireScalar(Tensor loss) {
    if (loss.size() != 1) {
      throw new ShapeException(
          "training: the loss has shape " + loss.shape(),
          "one number, the mean over the rows",
          Fix.inCode("use Reduction.MEAN"));
    }
  }
}
