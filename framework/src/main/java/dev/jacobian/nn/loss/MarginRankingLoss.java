package dev.jacobian.nn.loss;

import dev.jacobian.autograd.Autograd;
import dev.jacobian.shape.Option;
import dev.jacobian.shape.OptionRanges;
import dev.jacobian.shape.ShapeException;
import dev.jacobian.tensor.Tensor;
import java.util.List;

/**
 * Loss of pairs of scores of which the first is to be larger, target 1, or the second, target -1,
 * by a margin: {@code max(0, -y (a - b) + margin)}. Two outputs and targets of one shape, usually
 * {@code [n]}. PyTorch equivalent: {@code torch.nn.MarginRankingLoss}.
 */
public final class MarginRankingLoss extends OutputsLoss {
  private static final String NAME = "MarginRankingLoss";

  private final Options options;

  /**
   * What the loss may be asked for.
   *
   * @param margin by how much larger the one score is to be
   * @param reduction how the pairs are combined
   */
  public record Options(@Option double margin, Reduction reduction) {
    /** Checks that the margin is a number. */
    public Options {
      OptionRanges.require(Options.class, margin, reduction);
    }

    /** Returns PyTorch's defaults: margin 0, mean. */
    public static Options defaults() {
      return new Options(0, Reduction.MEAN);
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
  public MarginRankingLoss() {
    this(Options.defaults());
  }

  /** Makes the loss. */
  public MarginRankingLoss(Options options) {
    super(NAME, 2, 1, options.reduction);
    this.options = options;
  }

  /**
   * Returns the loss of two scores.
   *
   * @throws ShapeException if the shapes differ
   */
  public Tensor forward(Tensor first, Tensor second, Tensor target) {
    return forward(List.of(first, second), List.of(target));
  }

  /**
   * {@inheritDoc}
   *
   * @throws ShapeException if the shapes differ
   */
  @Override
  public Tensor forward(List<Tensor> predictions, List<Tensor> targets) {
    requireCounts(predictions, targets);
    Tensor first = predictions.get(0);
    Tensor second = predictions.get(1);
    Tensor target = targets.get(0);
    LossInputs.requireAlike(NAME, options.reduction, first, second);
    if (!target.shape().equals(first.shape())) {
      throw new ShapeException(
          NAME + ": scores " + first.shape() + " and targets " + target.shape(), "equal shapes");
    }
    try (Autograd.Guard layer = Autograd.inLayer(NAME)) {
      Tensor wrong = target.to(first.dtype()).mul(second.sub(first));
      return options.reduction.apply(wrong.add(options.margin).clampMin(0));
    }
  }
}
