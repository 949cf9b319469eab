package dev.jacobian.optim;

import dev.jacobian.nn.Parameter;
import dev.jacobian.shape.Option;
import dev.jacobian.shape.OptionRanges;
import dev.jacobian.tensor.Tensor;
import java.util.List;
import java.util.function.DoubleSupplier;

/**
 * Adam with decoupled weight decay: {@code p *= 1 - lr * weightDecay}, then Adam's step by the
 * plain gradient. Source: Loshchilov and Hutter, ICLR 2019. PyTorch equivalent: {@code
 * torch.optim.AdamW}.
 */
public final class AdamW extends Optimizer {
  /**
   * What AdamW may be asked for.
   *
   * @param learningRate factor of each step
   * @param beta1 decay of the mean of gradients
   * @param beta2 decay of the mean of squared gradients
   * @param epsilon added to the divisor
   * @param weightDecay part of the parameter that each step takes away, times the learning rate
   * @param amsgrad whether the largest mean square so far is divided by
   * @param maximize whether steps go up the gradient instead of down
   */
  public record Options(
      @Option(min = 0, required = true) double learningRate,
      @Option(min = 0, below = 1) double beta1,
      @Option(min = 0, below = 1) double beta2,
      @Option(min = 0) double epsilon,
      @Option(min = 0) double weightDecay,
      @Option boolean amsgrad,
      boolean maximize)
      implements OptimizerOptions<Options> {
    /** Checks the ranges. */
    public Options {
      OptionRanges.require(
          Options.class, learningRate, beta1, beta2, epsilon, weightDecay, amsgrad, maximize);
    }

    /**
     * Returns PyTorch's defaults: learning rate 1e-3, betas 0.9 and 0.999, epsilon 1e-8, weight
     * decay 0.01.
     */
    public static Options defaults() {
      return new Options(1e-3, 0.9, 0.999, 1e-8, 0.01, false, false);
    }

    /** Returns the defaults with a learning rate. */
    public static Options of(double learningRate) {
      return defaults().withLearningRate(learningRate);
    }

    @Override
    public AdamW optimizer(List<Parameter> parameters) {
      return new AdamW(parameters, this);
    }

    @Override
    public Options withLearningRate(double value) {
      return new Options(value, beta1, beta2, epsilon, weightDecay, amsgrad, maximize);
    }

    /** Returns these options with other decays of the means. */
    public Options withBetas(double first, double second) {
      return new Options(learningRate, first, second, epsilon, weightDecay, amsgrad, maximize);
    }

    /** Returns these options with another epsilon. */
    public Options withEpsilon(double value) {
      return new Options(learningRate, beta1, beta2, value, weightDecay, amsgrad, maximize);
    }

    /** Returns these options with another weight decay. */
    public Options withWeightDecay(double value) {
      return new Options(learningRate, beta1, beta2, epsilon, value, amsgrad, maximize);
    }

    /** Returns these options with or without the largest mean square in place of the last. */
    public Options withAmsgrad(boolean value) {
      return new Options(learningRate, beta1, beta2, epsilon, weightDecay, value, maximize);
    }

    /** Returns these options with steps that go up the gradient, or down. */
    public Options withMaximize(boolean value) {
      return new Options(learningRate, beta1, beta2, epsilon, weightDecay, amsgrad, value);
    }
  }

  /** Makes an optimizer with PyTorch's defaults and a learning rate. */
  public AdamW(List<Parameter> parameters, double learningRate) {
    this(parameters, Options.of(learningRate));
  }

  /** Makes an optimizer with the same options for all parameters. */
  public AdamW(List<Parameter> parameters, Options options) {
    this(List.of(new ParameterGroup<>(parameters, options)));
  }

  /** Makes an optimizer with options for each group. */
  public AdamW(List<ParameterGroup<Options>> groups) {
    super(groups, new Rule());
  }

  /** The formulas above. */
  private static final class Rule implements UpdateRule<Options> {
    @Override
    public List<String> stateNames(Options options) {
      return AdamMoments.stateNames(options.amsgrad);
    }

    @Override
    public void update(
        Tensor parameter,
        Tensor gradient,
        Options options,
        DoubleSupplier learningRate,
        ParameterState state) {
      Penalty.takenAway(parameter, options.weightDecay, learningRate);
      AdamMoments.step(
          parameter,
          gradient,
          learningRate,
          options.beta1,
          options.beta2,
          options.epsilon,
          options.amsgrad,
          state);
    }
  }
}
