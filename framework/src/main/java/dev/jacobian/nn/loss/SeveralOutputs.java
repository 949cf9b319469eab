package dev.jacobian.nn.loss;

import dev.jacobian.tensor.Single;
import dev.jacobian.tensor.Tensor;
import java.util.List;
import java.util.function.BiFunction;

/**
 * A loss that is a function of all outputs and all targets: see {@link Loss#of}.
 *
 * @param mean gives the mean over the rows
 */
record SeveralOutputs(BiFunction<List<Tensor>, List<Tensor>, Tensor> mean) implements Loss {
  @Override
  public Tensor forward(Tensor prediction, Tensor target) {
    return forward(List.of(prediction), List.of(target));
  }

  @Override
  public Tensor forward(List<Tensor> predictions, List<Tensor> targets) {
    return mean.apply(predictions, targets);
  }

  @Override
  public List<Tensor> shares(List<Tensor> predictions, List<Tensor> targets, List<Tensor> weights) {
    return List.of(
        share(forward(predictions, targets), predictions.get(0).size(0), weights.get(0)));
  }

  /** Returns the part that rows have in a mean in which each row counts the same. */
  static Tensor share(Tensor mean, long rows, Tensor allRows) {
    return mean.mul((double) rows).div(allRows.to(mean.dtype()));
  }

  /** Returns what a loss of one output is of. */
  static Tensor only(Loss loss, List<Tensor> tensors, String part) {
    return Single.of(
        tensors,
        loss.getClass().getSimpleName() + ": the batch",
        part,
        "use a JointLoss with a loss for each output, or Loss.of((outputs, targets) -> ...)");
  }
}
