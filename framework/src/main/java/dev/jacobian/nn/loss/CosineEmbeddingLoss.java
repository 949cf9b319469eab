package dev.jacobian.nn.loss;

import dev.jacobian.autograd.Autograd;
import dev.jacobian.shape.Option;
import dev.jacobian.shape.OptionRanges;
import dev.jacobian.shape.ShapeException;
import dev.jacobian.tensor.Tensor;
import java.util.Arrays;
import java.util.List;

/**
 * Loss of pairs of embeddings that are to be alike, target 1, or not, target -1: {@code 1 - cos(a,
 * b)} for the first, {@code max(0, cos(a, b) - margin)} for the others. Two outputs {@code [n,
 * features]} and targets {@code [n]}; or {@code [features]} and one target. PyTorch equivalent:
 * {@code torch.nn.CosineEmbeddingLoss}.
 */
public final class CosineEmbeddingLoss extends OutputsLoss {
  private static final String NAME = "CosineEmbeddingLoss";

  /** Keeps the quotient finite at embeddings of 0; PyTorch's constant. */
  private static final double EPSILON = 1e-12;

  private final Options options;

  /**
   * What the loss may be asked for.
   *
   * @param margin the cosine below which pairs that are not alike cost nothing
   * @param reduction how the pairs are combined
   */
  public record Options(@Option(min = -1, max = 1) double margin, Reduction reduction) {
    /** Checks the range of the margin. */
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
  public CosineEmbeddingLoss() {
    this(Options.defaults());
  }

  /** Makes the loss. */
  public CosineEmbeddingLoss(Options options) {
    super(NAME, 2, 1, options.reduction);
    this.options = options;
  }

  /**
   * Returns the loss of two embeddings.
   *
   * @throws ShapeException if the shapes do not fit
   */
  public Tensor forward(Tensor first, Tensor second, Tensor target) {
    return forward(List.of(first, second), List.of(target));
  }

  /**
   * {@inheritDoc}
   *
   * @throws ShapeException if the shapes do not fit
   */
  @Override
  public Tensor forward(List<Tensor> predictions, List<Tensor> targets) {
    requireEmbeddings(predictions, targets);
    Tensor first = predictions.get(0);
    Tensor second = predictions.get(1);
    Tensor target = targets.get(0);
    long[] rows = Arrays.copyOf(first.shape().dims(), first.shape().rank() - 1);
    if (!Arrays.equals(rows, target.shape().dims())) {
      throw new ShapeException(
          NAME + ": embeddings " + first.shape() + " and targets " + target.shape(),
          "embeddings [n, features] and targets [n]");
    }
    try (Autograd.Guard layer = Autograd.inLayer(NAME)) {
      Tensor squares = squares(first).mul(squares(second));
      Tensor cosine = first.mul(second).sum(false, -1).div(squares.sqrt());
      Tensor alike = target.eq(1).where(cosine.neg().add(1), 0);
      Tensor other = target.eq(-1).where(cosine.sub(options.margin).relu(), 0);
      return options.reduction.apply(alike.add(other));
    }
  }

  private static Tensor squares(Tensor x) {
    return x.square().sum(false, -1).add(EPSILON);
  }
}
