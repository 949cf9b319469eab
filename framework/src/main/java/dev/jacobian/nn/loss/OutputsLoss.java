package dev.jacobian.nn.loss;

import dev.jacobian.shape.OptionException;
import dev.jacobian.shape.Shape;
import dev.jacobian.shape.ShapeException;
import dev.jacobian.tensor.Tensor;
import java.util.List;

/** What losses of several outputs that belong together have in common. */
abstract sealed class OutputsLoss implements Loss
    permits CosineEmbeddingLoss, GaussianNLLLoss, MarginRankingLoss, TripletMarginLoss {
  private final String name;
  private final int outputs;
  private final int targets;
  private final Reduction reduction;

  OutputsLoss(String name, int outputs, int targets, Reduction reduction) {
    this.name = name;
    this.outputs = outputs;
    this.targets = targets;
    this.reduction = reduction;
  }

  @Override
  public final Tensor forward(Tensor prediction, Tensor target) {
    return forward(List.of(prediction), List.of(target));
  }

  @Override
  public final List<Tensor> shares(
      List<Tensor> predictions, List<Tensor> targets, List<Tensor> weights) {
    Tensor mean = forward(predictions, targets);
    return List.of(SeveralOutputs.share(mean, predictions.get(0).size(0), weights.get(0)));
  }

  @Override
  public final Reduction reduction() {
    return reduction;
  }

  /** Checks that there are as many outputs and targets as the loss takes. */
  final void requireCounts(List<Tensor> predictions, List<Tensor> given) {
    if (predictions.size() != outputs || given.size() < targets) {
      throw new OptionException(
          name + ": " + predictions.size() + " outputs and " + given.size() + " targets",
          outputs + " outputs and " + targets + (targets == 1 ? " target" : " targets"));
    }
  }

  /** Checks that there are as many embeddings, of one shape and type, as the loss takes. */
  final void requireEmbeddings(List<Tensor> predictions, List<Tensor> given) {
    requireCounts(predictions, given);
    Tensor first = predictions.get(0);
    Shape shape = first.shape();
    if (shape.rank() < 1) {
      throw new ShapeException(name + ": embeddings " + shape, "embeddings [n, features]");
    }
    for (Tensor other : predictions) {
      LossInputs.requireAlike(name, reduction, first, other);
    }
  }
}
