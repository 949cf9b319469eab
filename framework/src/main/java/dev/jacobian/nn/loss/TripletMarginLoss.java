package dev.jacobian.nn.loss;

import dev.jacobian.autograd.Autograd;
import dev.jacobian.shape.Option;
import dev.jacobian.shape.OptionRanges;
import dev.jacobian.tensor.Tensor;
import java.util.List;
import java.util.function.BinaryOperator;

/**
 * Loss of embeddings that are to be nearer to a positive one than to a negative one, by a margin:
 * {@code max(0, d(anchor, positive) - d(anchor, negative) + margin)} with the p-norm d of the
 * difference. Three outputs {@code [n, features]}, or {@code [features]}; targets are not looked
 * at. Source: Balntas et al., BMVC 2016. PyTorch equivalent: {@code torch.nn.TripletMarginLoss}.
 */
public final class TripletMarginLoss extends OutputsLoss {
  private static final String NAME = "TripletMarginLoss";

  private final Options options;
  private final BinaryOperator<Tensor> distance;

  /**
   * What the loss may be asked for.
   *
   * @param margin by how much nearer the positive one is to be
   * @param p which norm
   * @param epsilon added to each difference, so that the norm has a gradient at 0
   * @param swap whether the negative one is to be as far from the positive one too
   * @param reduction how the rows are combined
   */
  public record Options(
      @Option(min = 0) double margin,
      @Option(min = 1) double p,
      @Option(min = 0) double epsilon,
      @Option boolean swap,
      Reduction reduction) {
    /** Checks the ranges. */
    public Options {
      OptionRanges.require(Options.class, margin, p, epsilon, swap, reduction);
    }

    /** Returns PyTorch's defaults: margin 1, p 2, epsilon 1e-6, no swap, mean. */
    public static Options defaults() {
      return new Options(1, 2, 1e-6, false, Reduction.MEAN);
    }

    /** Returns these options with another margin. */
    public Options withMargin(double value) {
      return new Options(value, p, epsilon, swap, reduction);
    }

    /** Returns these options with another norm. */
    public Options withP(double value) {
      return new Options(margin, value, epsilon, swap, reduction);
    }

    /** Returns these options with or without the distance from the positive one. */
    public Options withSwap(boolean value) {
      return new Options(margin, p, epsilon, value, reduction);
    }

    /** Returns these options with another reduction. */
    public Options withReduction(Reduction value) {
      return new Options(margin, p, epsilon, swap, value);
    }
  }

  /** Makes the loss with PyTorch's defaults. */
  public TripletMarginLoss() {
    this(Options.defaults());
  }

  /** Makes the loss. */
  public TripletMarginLoss(Options options) {
    this(options, (a, b) -> a.sub(b).add(options.epsilon).norm(options.p, false, -1));
  }

  private TripletMarginLoss(Options options, BinaryOperator<Tensor> distance) {
    super(NAME, 3, 0, options.reduction);
    this.options = options;
    this.distance = distance;
  }

  /**
   * Returns the loss of another distance, such as 1 minus the cosine. PyTorch equivalent: {@code
   * torch.nn.TripletMarginWithDistanceLoss}.
   *
   * @param distance {@code [n]} of {@code [n, features]} and as many
   * @param options of which the norm and its epsilon are not used
   */
  public static TripletMarginLoss withDistance(BinaryOperator<Tensor> distance, Options options) {
    return new TripletMarginLoss(options, distance);
  }

  /**
   * Returns the loss of three embeddings.
   *
   * @throws dev.jacobian.shape.ShapeException if their shapes differ
   */
  public Tensor forward(Tensor anchor, Tensor positive, Tensor negative) {
    return forward(List.of(anchor, positive, negative), List.of());
  }

  /**
   * {@inheritDoc}
   *
   * @throws dev.jacobian.shape.ShapeException if the shapes of the outputs differ
   */
  @Override
  public Tensor forward(List<Tensor> predictions, List<Tensor> targets) {
    requireEmbeddings(predictions, targets);
    Tensor anchor = predictions.get(0);
    Tensor positive = predictions.get(1);
    Tensor negative = predictions.get(2);
    try (Autograd.Guard layer = Autograd.inLayer(NAME)) {
      Tensor near = distance.apply(anchor, positive);
      Tensor far = distance.apply(anchor, negative);
      if (options.swap) {
        far = far.minimum(distance.apply(positive, negative));
      }
      return options.reduction.apply(near.sub(far).add(options.margin).relu());
    }
  }
}
