package dev.jacobian.optim;

import dev.jacobian.nn.Parameter;
import dev.jacobian.shape.Option;
import dev.jacobian.shape.OptionRanges;
import dev.jacobian.tensor.Tensor;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.DoubleSupplier;

/**
 * Adam: steps of the mean gradient over the root of the mean squared gradient, both corrected for
 * their start at 0. Weight decay adds {@code weightDecay * p} to the gradient first, or is
 * decoupled as in {@link AdamW}. Source: Kingma and Ba, ICLR 2015. PyTorch equivalent: {@code
 * torch.optim.Adam}.
 */
public final class Adam extends Optimizer {
  /**
   * What Adam and AdamW may be asked for.
   *
   * @param learningRate factor of each step
   * @param beta1 decay of the mean of gradients
   * @param beta2 decay of the mean of squared gradients
   * @param epsilon added to the divisor
   * @param weightDecay factor of the L2 penalty, or, where it is decoupled, the part of the
   *     parameter that each step takes away, times the learning rate
   * @param amsgrad whether the largest mean square so far is divided by
   * @param decoupledWeightDecay whether weight decay takes a part of the parameter away, as AdamW's
   *     always does, in place of the penalty
   * @param maximize whether steps go up the gradient instead of down
   */
  public record Options(
      @Option(min = 0, required = true) double learningRate,
      @Option(min = 0, below = 1) double beta1,
      @Option(min = 0, below = 1) double beta2,
      @Option(min = 0) double epsilon,
      @Option(min = 0) double weightDecay,
      @Option boolean amsgrad,
      boolean decoupledWeightDecay,
      boolean maximize)
      implements OptimizerOptions<Options> {
    /** Checks the ranges. */
    public Options {
      OptionRanges.require(
          Options.class,
          learningRate,
          beta1,
          beta2,
          epsilon,
          weightDecay,
          amsgrad,
          decoupledWeightDecay,
          maximize);
    }

    /**
     * Returns PyTorch's defaults: learning rate 1e-3, betas 0.9 and 0.999, epsilon 1e-8, weight
     * decay 0.
     */
    public static Options defaults() {
      return new Options(1e-3, 0.9, 0.999, 1e-8, 0, false, false, false);
    }

    /** Returns the defaults with a learning rate. */
    public static Options of(double learningRate) {
      return defaults().withLearningRate(learningRate);
    }

    @Override
    public Optimizer optimizer(List<Parameter> parameters) {
      return decoupledWeightDecay ? new AdamW(parameters, this) : new Adam(parameters, this);
    }

    @Override
    public OptionalDouble cycledMomentum() {
      return OptionalDouble.of(beta1);
    }

    @Override
    public Options withLearningRate(double value) {
      return new Options(
          value, beta1, beta2, epsilon, weightDecay, amsgrad, decoupledWeightDecay, maximize);
    }

    @Override
    public Options withCycledMomentum(double value) {
      return withBetas(value, beta2);
    }

    /** Returns these options with other decays of the means. */
    public Options withBetas(double first, double second) {
      return new Options(
          learningRate,
          first,
          second,
          epsilon,
          weightDecay,
          amsgrad,
          decoupledWeightDecay,
          maximize);
    }

    /** Returns these options with another epsilon. */
    public Options withEpsilon(double value) {
      return new Options(
          learningRate, beta1, beta2, value, weightDecay, amsgrad, decoupledWeightDecay, maximize);
    }

    /** Returns these options with another weight decay. */
    public Options withWeightDecay(double value) {
      return new Options(
          learningRate, beta1, beta2, epsilon, value, amsgrad, decoupledWeightDecay, maximize);
    }

    /** Returns these options with or without the largest mean square in place of the last. */
    public Options withAmsgrad(boolean value) {
      return new Options(
          learningRate, beta1, beta2, epsilon, weightDecay, value, decoupledWeightDecay, maximize);
    }

    /** Returns these options with weight decay as in AdamW, or as a penalty. */
    public Options withDecoupledWeightDecay(boolean value) {
      return new Options(
          learningRate, beta1, beta2, epsilon, weightDecay, amsgrad, value, maximize);
    }

    /** Returns these options with steps that go up the gradient, or down. */
    public Options withMaximize(boolean value) {
      return new Options(
          learningRate, beta1, beta2, epsilon, weightDecay, amsgrad, decoupledWeightDecay, value);
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
    super(groups, new Rule(false));
  }

  /**
   * The step: with {@code m = beta1 m + (1 - beta1) g} and {@code v = beta2 v + (1 - beta2) g^2}
   * after t updates, {@code p -= lr / (1 - beta1^t) * m / (sqrt(v / (1 - beta2^t)) + epsilon)}.
   *
   * @param isDecoupled whether weight decay is decoupled whatever the options say
   */
  record Rule(boolean isDecoupled) implements UpdateRule<Options> {
    private static final String LARGEST = "max_exp_avg_sq";

    @Override
    public List<String> stateNames(Options options) {
      return options.amsgrad
          ? List.of(AdamMoments.FIRST, AdamMoments.SECOND, LARGEST)
          : AdamMoments.STATE_NAMES;
    }

    @Override
    public void update(
        Tensor parameter,
        Tensor gradient,
        Options options,
        DoubleSupplier learningRate,
        ParameterState state) {
      Tensor penalized =
          Penalty.applied(
              gradient,
              parameter,
              options.weightDecay,
              isDecoupled || options.decoupledWeightDecay,
              learningRate);
      AdamMoments.move(AdamMoments.limited(penalized), options.beta2, state);
      Tensor square = options.amsgrad ? largest(state) : state.tensor(AdamMoments.SECOND);
      Tensor root = AdamMoments.root(square, options.beta2, options.epsilon, state);
      parameter.addInPlace(
          state.tensor(AdamMoments.FIRST).div(root),
          () -> -learningRate.getAsDouble() / AdamMoments.correction(state));
    }

    private static Tensor largest(ParameterState state) {
      Tensor largest = state.tensor(LARGEST);
      return largest.copyInPlace(largest.maximum(state.tensor(AdamMoments.SECOND)));
    }
  }
}
