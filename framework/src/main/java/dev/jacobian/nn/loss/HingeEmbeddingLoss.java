package dev.jacobian.nn.loss;

import dev.jacobian.shape.Option;
import dev.jacobian.shape.OptionRanges;
import dev.jacobian.tensor.Composite;
import dev.jacobian.tensor.Tensor;

/**
 * Loss of distances x of pairs that are alike, target 1, or not, target -1: x for the first, {@code
 * max(0, margin - x)} for the others; another target costs both. Prediction and target of one
 * shape. PyTorch equivalent: {@code torch.nn.HingeEmbeddingLoss}.
 */
public final class HingeEmbeddingLoss extends ElementwiseLoss<HingeEmbeddingLoss.Options> {
  private static final Composite<HingeEmbeddingLoss.Options> FUNCTION =
      Composite.of(
          "HingeEmbeddingLoss",
          (options, x) -> options.reduction.apply(of(x[0], x[1], options.margin)));

  /**
   * What the loss may be asked for.
   *
   * @param margin the distance from which on pairs that are not alike cost nothing
   * @param reduction how the pairs are combined
   */
  public record Options(@Option double margin, Reduction reduction) {
    /** Checks that the margin is a number. */
    public Options {
      OptionRanges.require(Options.class, margin, reduction);
    }

    /** Returns PyTorch's defaults: margin 1, mean. */
    public static Options defaults() {
      return new Options(1, Reduction.MEAN);
    }

    /** Returns these options with another margin. */
    public Options withMargin(double value) {
      return new Options(value, reduction);
    }

    /** Returns these options with another reduction. */
    public Options withReduction(Reduction value) {
      return new Options(margin, value);
    }
  }

  /** Makes the loss with PyTorch's defaults. */
  public HingeEmbeddingLoss() {
    this(Options.defaults());
  }

  /** Makes the loss. */
  public HingeEmbeddingLoss(Options options) {
    super(FUNCTION, options, options.reduction);
  }

  private static Tensor of(Tensor distances, Tensor target, double margin) {
    Tensor alike = target.ne(-1).where(distances, 0);
    Tensor other = target.ne(1).where(distances.neg().add(margin).clampMin(0), 0);
    return alike.add(other);
  }
}
