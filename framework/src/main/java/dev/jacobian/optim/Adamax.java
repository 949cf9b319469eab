package dev.jacobian.optim;

import dev.jacobian.nn.Parameter;
import dev.jacobian.shape.Option;
import dev.jacobian.shape.OptionRanges;
import dev.jacobian.tensor.Tensor;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.DoubleSupplier;

/**
 * Adam with the largest gradient in place of the mean squared one: {@code m = beta1 m + (1 - beta1)
 * g}, {@code u = max(beta2 u, |g| + epsilon)} and {@code p -= lr / (1 - beta1^t) * m / u} in update
 * t. Weight decay adds {@code weightDecay * p} to the gradient first. Source: Kingma and Ba, ICLR
 * 2015. PyTorch equivalent: {@code torch.optim.Adamax}.
 */
public final class Adamax extends Optimizer {
  private static final String LARGEST = "exp_inf";

  /**
   * What Adamax may be asked for.
   *
   * @param learningRate factor of each step
   * @param beta1 decay of the mean of gradients
   * @param beta2 decay of the largest gradient
   * @param epsilon added to the divisor
   * @param weightDecay factor of the L2 penalty
   * @param maximize whether steps go up the gradient instead of down
   */
  public record Options(
      @Option(min = 0, required = true) double learningRate,
      @Option(min = 0, below = 1) double beta1,
      @Option(min = 0, below = 1) double beta2,
      @Option(min = 0) double epsilon,
      @Option(min = 0) double weightDecay,
      boolean maximize)
      implements OptimizerOptions<Options> {
    /** Checks the ranges. */
    public Options {
      OptionRanges.require(
          Options.class, learningRate, beta1, beta2, epsilon, weightDecay, maximize);
    }

    /**
     * Returns PyTorch's defaults: learning rate 2e-3, betas 0.9 and 0.999, epsilon 1e-8, no weight
     * decay.
     */
    public static Options defaults() {
      return new Options(2e-3, 0.9, 0.999, 1e-8, 0, false);
    }

    /** Returns the defaults with a learning rate. */
    public static Options of(double learningRate) {
      return defaults().withLearningRate(learningRate);
    }

    @Override
    public Adamax optimizer(List<Parameter> parameters) {
      return new Adamax(parameters, this);
    }

    @Override
    public OptionalDouble cycledMomentum() {
      return OptionalDouble.of(beta1);
    }

    @Override
    public Options withLearningRate(double value) {
      return new Options(value, beta1, beta2, epsilon, weightDecay, maximize);
    }

    @Override
    public Options withCycledMomentum(double value) {
      return withBetas(value, beta2);
    }

    /** Returns these options with other decays. */
    public Options withBetas(double first, double second) {
      return new Options(learningRate, first, second, epsilon, weightDecay, maximize);
    }

    /** Returns these options with another epsilon. */
    public Options withEpsilon(double value) {
      return new Options(learningRate, beta1, beta2, value, weightDecay, maximize);
    }

    /** Returns these options with another weight decay. */
    public Options withWeightDecay(double value) {
      return new Options(learningRate, beta1, beta2, epsilon, value, maximize);
    }

    /** Returns these options with steps that go up the gradient, or down. */
    public Options withMaximize(boolean value) {
      return new Options(learningRate, beta1, beta2, epsilon, weightDecay, value);
    }
  }

  /** Makes an optimizer with PyTorch's defaults and a learning rate. */
  public Adamax(List<Parameter> parameters, double learningRate) {
    this(parameters, Options.of(learningRate));
  }

  /** Makes an optimizer with the same options for all parameters. */
  public Adamax(List<Parameter> parameters, Options options) {
    this(List.of(new ParameterGroup<>(parameters, options)));
  }

  /** Makes an optimizer with options for each group. */
  public Adamax(List<ParameterGroup<Options>> groups) {
    super(groups, new Rule());
  }

  /** The formulas above. */
  private static final class Rule implements UpdateRule<Options> {
    @Override
    public List<String> stateNames(Options options) {
      return List.of(AdamMoments.FIRST, LARGEST);
    }

    @Override
    public void update(
        Tensor parameter,
        Tensor gradient,
        Options options,
        DoubleSupplier learningRate,
        ParameterState state) {
      Tensor penalised = Penalty.added(gradient, parameter, options.weightDecay);
      Tensor mean = state.tensor(AdamMoments.FIRST);
      mean.mulInPlace(state::momentum);
      mean.addInPlace(penalised, () -> 1 - state.momentum());
      Tensor largest = state.tensor(LARGEST);
      largest.copyInPlace(largest.mul(options.beta2).maximum(penalised.abs().add(options.epsilon)));
      parameter.addInPlace(
          mean.div(largest), () -> -learningRate.getAsDouble() / AdamMoments.correction(state));
    }
  }
}
