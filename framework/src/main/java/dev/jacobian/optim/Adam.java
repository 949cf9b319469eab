package dev.jacobian.optim;

import dev.jacobian.nn.Parameter;
import dev.jacobian.shape.Option;
import dev.jacobian.shape.OptionRanges;
import dev.jacobian.tensor.Tensor;
import java.util.List;
import java.util.function.DoubleSupplier;

/**
 * Adam: steps of the mean gradient over the root of the mean squared gradient, both corrected for
 * their start at 0. Weight decay adds {@code weightDecay * p} to the gradient first. Source: Kingma
 * and Ba, ICLR 2015. PyTorch equivalent: {@code torch.optim.Adam}.
 */
public final class Adam extends Optimizer {
  /**
   * What Adam may be asked for.
   *
   * @param learningRate factor of each step
   * @param beta1 decay of the mean of gradients
   * @param beta2 decay of the mean of squared gradients
   * @param epsilon added to the divisor
   * @param weightDecay factor of the L2 penalty
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
     * decay 0.
     */
    public static Options defaults() {
      return new Options(1e-3, 0.9, 0.999, 1e-8, 0, false, false);
    }

    /** Returns the defaults with a learning rate. */
    public static Options of(double learningRate) {
      return defaults().withLearningRate(learningRate);
    }

    @Override
    public Adam optimizer(List<Parameter> parameters) {
      return new Adam(parameters, this);
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
  public Adam(List<Parameter> parameters, double learningRate) {
    this(parameters, Options.of(learningRate));
  }

  /** Makes an optimizer with the same options for all parameters. */
  public Adam(List<Parameter> parameters, Options options) {
    this(List.of(new ParameterGroup<>(parameters, options)));
  }

  /** Makes an optimizer with options for each group. */
  public Adam(List<ParameterGroup<Options>> groups) {
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
      AdamMoments.step(
          parameter,
          Penalty.added(gradient, parameter, options.weightDecay),
          learningRate,
          options.beta1,
          options.beta2,
          options.epsilon,
          options.amsgrad,
          state);
    }
  }
}
