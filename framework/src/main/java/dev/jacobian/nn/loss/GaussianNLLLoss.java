package dev.jacobian.nn.loss;

import dev.jacobian.autograd.Autograd;
import dev.jacobian.autograd.Recording;
import dev.jacobian.shape.DType;
import dev.jacobian.shape.DTypeException;
import dev.jacobian.shape.DataException;
import dev.jacobian.shape.Fix;
import dev.jacobian.shape.Option;
import dev.jacobian.shape.OptionRanges;
import dev.jacobian.shape.Shape;
import dev.jacobian.shape.ShapeException;
import dev.jacobian.tensor.Tensor;
import java.util.List;

/**
 * Negative log likelihood of targets t that have a normal distribution with a predicted mean m and
 * variance v: {@code (ln v + (t - m)^2 / v) / 2}, of variances below epsilon that of epsilon, with
 * the gradient there. Two outputs, means and variances, and targets of the means' shape; variances
 * are of that shape too, or have 1 as the last size, or lack the last axis. PyTorch equivalent:
 * {@code torch.nn.GaussianNLLLoss}, which takes the variances last.
 */
public final class GaussianNLLLoss extends OutputsLoss {
  private static final String NAME = "GaussianNLLLoss";

  private final Options options;

  /**
   * What the loss may be asked for.
   *
   * @param full whether the constant {@code ln(2 pi) / 2} is added
   * @param epsilon the least variance, above 0
   * @param reduction how the elements are combined
   */
  public record Options(
      @Option boolean full, @Option(above = 0) double epsilon, Reduction reduction) {
    /** Checks the range of epsilon. */
    public Options {
      OptionRanges.require(Options.class, full, epsilon, reduction);
    }

    /** Returns PyTorch's defaults: without the constant, epsilon 1e-6, mean. */
    public static Options defaults() {
      return new Options(false, 1e-6, Reduction.MEAN);
    }

    /** Returns these options with or without the constant. */
    public Options withFull(boolean value) {
      return new Options(value, epsilon, reduction);
    }

    /** Returns these options with another least variance. */
    public Options withEpsilon(double value) {
      return new Options(full, value, reduction);
    }

    /** Returns these options with another reduction. */
    public Options withReduction(Reduction value) {
      return new Options(full, epsilon, value);
    }
  }

  /** Makes the loss with PyTorch's defaults. */
  public GaussianNLLLoss() {
    this(Options.defaults());
  }

  /** Makes the loss. */
  public GaussianNLLLoss(Options options) {
    super(NAME, 2, 1, options.reduction);
    this.options = options;
  }

  /**
   * Returns the loss, with the arguments in PyTorch's order.
   *
   * @throws ShapeException if the shapes do not fit
   */
  public Tensor forward(Tensor mean, Tensor target, Tensor variance) {
    return forward(List.of(mean, variance), List.of(target));
  }

  /**
   * {@inheritDoc} The outputs are means and variances.
   *
   * @throws ShapeException if the shapes do not fit
   * @throws DataException if a variance is negative, or the mean of no element is asked for
   */
  @Override
  public Tensor forward(List<Tensor> predictions, List<Tensor> targets) {
    requireCounts(predictions, targets);
    Tensor mean = predictions.get(0);
    Tensor target = targets.get(0);
    LossInputs.requireAlike(NAME, options.reduction, mean, target);
    try (Autograd.Guard layer = Autograd.inLayer(NAME)) {
      Tensor given = aligned(predictions.get(1), mean);
      Tensor negative = given.detach().lt(0).to(DType.FLOAT64).sum();
      Recording.check(negative.variable(), count -> requireNone(count, given.size()));
      Tensor limited = given.detach().clamp(options.epsilon, Double.POSITIVE_INFINITY);
      // The gradient is that of the limited variance, and passes on to the one that was given.
      Tensor variance = given.requiresGrad() ? limited.add(given.sub(given.detach())) : limited;
      Tensor square = mean.sub(target).square();
      Tensor losses = variance.log().add(square.div(variance)).mul(0.5);
      return options.reduction.apply(
          options.full ? losses.add(0.5 * Math.log(2 * Math.PI)) : losses);
    }
  }

  /** Returns the variances with as many axes as the means. */
  private static Tensor aligned(Tensor variance, Tensor mean) {
    Shape means = mean.shape();
    Shape given = variance.shape();
    if (variance.dtype() != mean.dtype()) {
      throw new DTypeException(
          NAME + ": means " + mean.value().spec() + " and variances " + variance.value().spec(),
          "tensors of one dtype",
          "variance.to(DType." + mean.dtype().name() + ")");
    }
    if (given.equals(means)) {
      return variance;
    }
    Shape ofRows = means.rank() > 0 ? means.withDim(-1, 1) : means;
    if (given.equals(ofRows)) {
      return variance;
    }
    Tensor more = given.rank() == means.rank() - 1 ? variance.unsqueeze(-1) : variance;
    if (!more.shape().equals(ofRows)) {
      throw new ShapeException(
          NAME + ": means " + means + " and variances " + given,
          "variances of the means' shape, or one for each row, " + ofRows);
    }
    return more;
  }

  private static void requireNone(double negative, long size) {
    if (negative != 0) {
      throw new DataException(
          NAME + ": " + (long) negative + " of " + size + " variances are negative",
          "0 or more",
          Fix.inCode("end the variances' output with Softplus, or take exp of it"));
    }
  }
}
