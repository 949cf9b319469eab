package dev.jacobian.nn.loss;

import dev.jacobian.shape.Option;
import dev.jacobian.shape.OptionRanges;
import dev.jacobian.tensor.Composite;
import dev.jacobian.tensor.Tensor;

/**
 * Negative log likelihood of counts t that have a Poisson distribution: {@code e^x - t x} of the
 * logarithm x of the mean, or {@code x - t ln(x + epsilon)} of the mean x itself. What does not
 * depend on x is left out, unless it is asked for by Stirling's approximation of {@code ln t!}.
 * Prediction and target of one shape. PyTorch equivalent: {@code torch.nn.PoissonNLLLoss}.
 */
public final class PoissonNLLLoss extends ElementwiseLoss<PoissonNLLLoss.Options> {
  private static final Composite<PoissonNLLLoss.Options> FUNCTION =
      Composite.of(
          "PoissonNLLLoss", (options, x) -> options.reduction.apply(of(options, x[0], x[1])));

  /**
   * What the loss may be asked for.
   *
   * @param logInput whether predictions are logarithms of means, as they should be; else they are
   *     means, above 0
   * @param full whether {@code t ln t - t + ln(2 pi t) / 2} is added for counts above 1
   * @param epsilon added to means before their logarithm
   * @param reduction how the elements are combined
   */
  public record Options(
      boolean logInput,
      @Option boolean full,
      @Option(min = 0) double epsilon,
      Reduction reduction) {
    /** Checks the range of epsilon. */
    public Options {
      OptionRanges.require(Options.class, logInput, full, epsilon, reduction);
    }

    /** Returns PyTorch's defaults: logarithms, not full, epsilon 1e-8, mean. */
    public static Options defaults() {
      return new Options(true, false, 1e-8, Reduction.MEAN);
    }

    /** Returns these options with predictions that are logarithms, or means. */
    public Options withLogInput(boolean value) {
      return new Options(value, full, epsilon, reduction);
    }

    /** Returns these options with or without what depends on the counts alone. */
    public Options withFull(boolean value) {
      return new Options(logInput, value, epsilon, reduction);
    }

    /** Returns these options with another epsilon. */
    public Options withEpsilon(double value) {
      return new Options(logInput, full, value, reduction);
    }

    /** Returns these options with another reduction. */
    public Options withReduction(Reduction value) {
      return new Options(logInput, full, epsilon, value);
    }
  }

  /** Makes the loss with PyTorch's defaults. */
  public PoissonNLLLoss() {
    this(Options.defaults());
  }

  /** Makes the loss. */
  public PoissonNLLLoss(Options options) {
    super(FUNCTION, options, options.reduction);
  }

  private static Tensor of(Options options, Tensor prediction, Tensor target) {
    Tensor losses =
        options.logInput
            ? prediction.exp().sub(target.mul(prediction))
            : prediction.sub(target.mul(prediction.add(options.epsilon).log()));
    return options.full ? losses.add(stirling(target)) : losses;
  }

  /** Returns an approximation of the logarithms of factorials, 0 for counts up to 1. */
  private static Tensor stirling(Tensor counts) {
    Tensor isLarge = counts.gt(1);
    // The logarithm of 0 is not taken, not even to be left out.
    Tensor t = isLarge.where(counts, 1);
    Tensor log = t.log();
    Tensor rest = log.add(Math.log(2 * Math.PI)).mul(0.5);
    return isLarge.where(t.mul(log).sub(t).add(rest), 0);
  }
}
