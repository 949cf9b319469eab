package dev.jacobian.optim;

import dev.jacobian.nn.Parameter;
import dev.jacobian.shape.Option;
import dev.jacobian.shape.OptionRanges;
import dev.jacobian.tensor.Tensor;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.DoubleSupplier;

/**
 * Lion: steps of the sign of a mean of gradients, all of one size: {@code p *= 1 - lr *
 * weightDecay}, {@code p -= lr * sign(beta1 m + (1 - beta1) g)}, then {@code m = beta2 m + (1 -
 * beta2) g}. It wants a rate 3 to 10 times smaller than AdamW's, and a weight decay as much larger.
 * Source: Chen et al., NeurIPS 2023. PyTorch has none.
 */
public final class Lion extends Optimizer {
  /**
   * What Lion may be asked for.
   *
   * @param learningRate factor of each step
   * @param beta1 weight of the mean in the direction of a step
   * @param beta2 decay of the mean of gradients
   * @param weightDecay part of the parameter that each step takes away, times the learning rate
   * @param maximize whether steps go up the gradient instead of down
   */
  public record Options(
      @Option(min = 0, required = true) double learningRate,
      @Option(min = 0, below = 1) double beta1,
      @Option(min = 0, below = 1) double beta2,
      @Option(min = 0) double weightDecay,
      boolean maximize)
      implements OptimizerOptions<Options> {
    /** Checks the ranges. */
    public Options {
      OptionRanges.require(Options.class, learningRate, beta1, beta2, weightDecay, maximize);
    }

    /** Returns the paper's defaults: learning rate 1e-4, betas 0.9 and 0.99, no weight decay. */
    public static Options defaults() {
      return new Options(1e-4, 0.9, 0.99, 0, false);
    }

    /** Returns the defaults with a learning rate. */
    public static Options of(double learningRate) {
      return defaults().withLearningRate(learningRate);
    }

    @Override
    public Lion optimizer(List<Parameter> parameters) {
      return new Lion(parameters, this);
    }

    @Override
    public OptionalDouble cycledMomentum() {
      return OptionalDouble.of(beta1);
    }

    @Override
    public Options withLearningRate(double value) {
      return new Options(value, beta1, beta2, weightDecay, maximize);
    }

    @Override
    public Options withCycledMomentum(double value) {
      return withBetas(value, beta2);
    }

    /** Returns these options with other decays of the means. */
    public Options withBetas(double first, double second) {
      return new Options(learningRate, first, second, weightDecay, maximize);
    }

    /** Returns these options with another weight decay. */
    public Options withWeightDecay(double value) {
      return new Options(learningRate, beta1, beta2, value, maximize);
    }

    /** Returns these options with steps that go up the gradient, or down. */
    public Options withMaximize(boolean value) {
      return new Options(learningRate, beta1, beta2, weightDecay, value);
    }
  }

  /** Makes an optimizer with the paper's defaults and a learning rate. */
  public Lion(List<Parameter> parameters, double learningRate) {
    this(parameters, Options.of(learningRate));
  }

  /** Makes an optimizer with the same options for all parameters. */
  public Lion(List<Parameter> parameters, Options options) {
    this(List.of(new ParameterGroup<>(parameters, options)));
  }

  /** Makes an optimizer with options for each group. */
  public Lion(List<ParameterGroup<Options>> groups) {
    super(groups, new Rule());
  }

  /** The formulas above. */
  private static final class Rule implements UpdateRule<Options> {
    @Override
    public List<String> stateNames(Options options) {
      return List.of(AdamMoments.FIRST);
    }

    @Override
    public void update(
        Tensor parameter,
        Tensor gradient,
        Options options,
        DoubleSupplier learningRate,
        ParameterState state) {
      Penalty.takenAway(parameter, options.weightDecay, learningRate);
      Tensor mean = state.tensor(AdamMoments.FIRST);
      Tensor direction =
          mean.mul(state::momentum).add(gradient.mul(() -> 1 - state.momentum())).sign();
      parameter.addInPlace(direction, () -> -learningRate.getAsDouble());
      mean.mulInPlace(options.beta2);
      mean.addInPlace(gradient, 1 - options.beta2);
    }
  }
}
