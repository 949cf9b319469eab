package dev.jacobian.optim;

import dev.jacobian.nn.Parameter;
import dev.jacobian.shape.Option;
import dev.jacobian.shape.OptionRanges;
import dev.jacobian.tensor.Tensor;
import java.util.List;
import java.util.function.DoubleSupplier;

/**
 * Adagrad: steps of the gradient over the root of the sum of all squared gradients, {@code s +=
 * g^2} and {@code p -= lr / (1 + (t - 1) * learningRateDecay) * g / (sqrt(s) + epsilon)} in update
 * t. Weight decay adds {@code weightDecay * p} to the gradient first. Source: Duchi, Hazan and
 * Singer, JMLR 2011. PyTorch equivalent: {@code torch.optim.Adagrad}.
 */
public final class Adagrad extends Optimizer {
  private static final String SUM = "sum";

  /**
   * What Adagrad may be asked for.
   *
   * @param learningRate factor of each step
   * @param learningRateDecay how much smaller the rate gets with each update
   * @param weightDecay factor of the L2 penalty
   * @param initialAccumulator what the sum of squares starts at
   * @param epsilon added to the divisor
   * @param maximize whether steps go up the gradient instead of down
   */
  public record Options(
      @Option(min = 0, required = true) double learningRate,
      @Option(min = 0) double learningRateDecay,
      @Option(min = 0) double weightDecay,
      @Option(min = 0) double initialAccumulator,
      @Option(min = 0) double epsilon,
      boolean maximize)
      implements OptimizerOptions<Options> {
    /** Checks the ranges. */
    public Options {
      OptionRanges.require(
          Options.class,
          learningRate,
          learningRateDecay,
          weightDecay,
          initialAccumulator,
          epsilon,
          maximize);
    }

    /** Returns PyTorch's defaults: learning rate 1e-2, epsilon 1e-10; everything else is off. */
    public static Options defaults() {
      return new Options(1e-2, 0, 0, 0, 1e-10, false);
    }

    /** Returns the defaults with a learning rate. */
    public static Options of(double learningRate) {
      return defaults().withLearningRate(learningRate);
    }

    @Override
    public Adagrad optimizer(List<Parameter> parameters) {
      return new Adagrad(parameters, this);
    }

    @Override
    public Options withLearningRate(double value) {
      return new Options(
          value, learningRateDecay, weightDecay, initialAccumulator, epsilon, maximize);
    }

    /** Returns these options with another decay of the learning rate. */
    public Options withLearningRateDecay(double value) {
      return new Options(learningRate, value, weightDecay, initialAccumulator, epsilon, maximize);
    }

    /** Returns these options with another weight decay. */
    public Options withWeightDecay(double value) {
      return new Options(
          learningRate, learningRateDecay, value, initialAccumulator, epsilon, maximize);
    }

    /** Returns these options with another start of the sum. */
    public Options withInitialAccumulator(double value) {
      return new Options(learningRate, learningRateDecay, weightDecay, value, epsilon, maximize);
    }

    /** Returns these options with another epsilon. */
    public Options withEpsilon(double value) {
      return new Options(
          learningRate, learningRateDecay, weightDecay, initialAccumulator, value, maximize);
    }

    /** Returns these options with steps that go up the gradient, or down. */
    public Options withMaximize(boolean value) {
      return new Options(
          learningRate, learningRateDecay, weightDecay, initialAccumulator, epsilon, value);
    }
  }

  /** Makes an optimizer with PyTorch's defaults and a learning rate. */
  public Adagrad(List<Parameter> parameters, double learningRate) {
    this(parameters, Options.of(learningRate));
  }

  /** Makes an optimizer with the same options for all parameters. */
  public Adagrad(List<Parameter> parameters, Options options) {
    this(List.of(new ParameterGroup<>(parameters, options)));
  }

  /** Makes an optimizer with options for each group. */
  public Adagrad(List<ParameterGroup<Options>> groups) {
    super(groups, new Rule());
  }

  /** The formulas above. */
  private static final class Rule implements UpdateRule<Options> {
    @Override
    public List<String> stateNames(Options options) {
      return List.of(SUM);
    }

    @Override
    public void update(
        Tensor parameter,
        Tensor gradient,
        Options options,
        DoubleSupplier learningRate,
        ParameterState state) {
      Tensor limited = AdamMoments.limited(Penalty.added(gradient, parameter, options.weightDecay));
      Tensor sum = state.tensor(SUM, options.initialAccumulator);
      sum.addInPlace(limited.square());
      parameter.addInPlace(
          limited.div(sum.sqrt().add(options.epsilon)),
          () -> -learningRate.getAsDouble() / (1 + (state.step() - 1) * options.learningRateDecay));
    }
  }
}
