package dev.jacobian.nn.loss;

import dev.jacobian.tensor.Composite;
import dev.jacobian.tensor.Tensor;

/**
 * Kullback-Leibler divergence of target probabilities t from predicted ones, given as log
 * probabilities x: {@code t (ln t - x)} for each element, 0 where t is. Prediction and target of
 * one shape. The divergence itself is the sum over the classes, so {@code byRows} gives its mean
 * over the rows. PyTorch equivalent: {@code torch.nn.KLDivLoss}.
 */
public final class KLDivLoss extends ElementwiseLoss<KLDivLossOptions> {
  private static final Composite<KLDivLossOptions> FUNCTION =
      Composite.of("KLDivLoss", (options, x) -> of(options, x[0], x[1]));

  /** Makes the loss with PyTorch's defaults. */
  public KLDivLoss() {
    this(KLDivLossOptions.defaults());
  }

  /** Makes the loss. */
  public KLDivLoss(KLDivLossOptions options) {
    super(FUNCTION, options, options.reduction());
  }

  private static Tensor of(KLDivLossOptions options, Tensor prediction, Tensor target) {
    Tensor losses =
        options.logTarget()
            ? target.exp().mul(target.sub(prediction))
            : ofProbabilities(prediction, target);
    return options.byRows() && prediction.shape().rank() > 0
        ? losses.sum().div((double) prediction.size(0))
        : options.reduction().apply(losses);
  }

  private static Tensor ofProbabilities(Tensor prediction, Tensor target) {
    Tensor isPositive = target.gt(0);
    // The logarithm of 0 is not taken, not even to be left out.
    Tensor log = isPositive.where(target, 1).log();
    return target.mul(log.sub(prediction));
  }
}
