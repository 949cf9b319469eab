package dev.jacobian.nn.loss;

import dev.jacobian.shape.OptionException;

/**
 * What a {@link KLDivLoss} may be asked for.
 *
 * @param logTarget whether the targets are log probabilities too
 * @param byRows whether the mean is one over the rows: the sum of all elements over their number.
 *     PyTorch's {@code reduction="batchmean"}
 * @param reduction how the elements are combined
 */
public record KLDivLossOptions(boolean logTarget, boolean byRows, Reduction reduction) {
  /** Checks that there is a mean where it is one over the rows. */
  public KLDivLossOptions {
    if (byRows && reduction != Reduction.MEAN) {
      throw new OptionException(
          "KLDivLoss: by rows with Reduction." + reduction,
          "Reduction.MEAN, which is over the rows");
    }
  }

  /** Returns PyTorch's defaults: targets are probabilities, mean over all elements. */
  public static KLDivLossOptions defaults() {
    return new KLDivLossOptions(false, false, Reduction.MEAN);
  }

  /** Returns these options with targets that are log probabilities, or are not. */
  public KLDivLossOptions withLogTarget(boolean value) {
    return new KLDivLossOptions(value, byRows, reduction);
  }

  /** Returns these options with the mean over rows, or over all elements. */
  public KLDivLossOptions withByRows(boolean value) {
    return new KLDivLossOptions(logTarget, value, reduction);
  }

  /** Returns these options with another reduction. */
  public KLDivLossOptions withReduction(Reduction value) {
    return new KLDivLossOptions(logTarget, byRows, value);
  }
}
