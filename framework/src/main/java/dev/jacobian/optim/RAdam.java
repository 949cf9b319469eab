package dev.jacobian.optim;

import dev.jacobian.nn.Parameter;
import dev.jacobian.shape.Option;
import dev.jacobian.shape.OptionRanges;
import dev.jacobian.tensor.Tensor;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.DoubleSupplier;

/**
 * Adam whose first steps are those of momentum alone, until the mean squared gradient is known well
 * enough: with the means m and v of Adam, {@code n = 2 / (1 - beta2) - 1} and {@code r = n - 2 t
 * beta2^t / (1 - beta2^t)}, {@code p -= lr * m / (1 - beta1^t)} while r is at most 5, and after
 * that Adam's step, with epsilon added to sqrt(v), times {@code sqrt((r - 4) (r - 2) n / ((n - 4)
 * (n - 2) r))}. Weight decay adds {@code weightDecay * p} to the gradient first, or is decoupled as
 * in AdamW. Source: Liu et al., ICLR 2020. PyTorch equivalent: {@code torch.optim.RAdam}.
 */
public final class RAdam extends Optimizer {
  /**
   * What RAdam may be asked for.
   *
   * @param learningRate factor of each step
   * @param beta1 decay of the mean of gradients
   * @param beta2 decay of the mean of squared gradients
   * @param epsilon added to the divisor
   * @param weightDecay factor of the L2 penalty
   * @param decoupledWeightDecay whether weight decay takes a part of the parameter away, as in
   *     AdamW, in place of the penalty
   * @param maximize whether steps go up the gradient instead of down
   */
  public record Options(
      @Option(min = 0, required = true) double learningRate,
      @Option(min = 0, below = 1) double beta1,
      @Option(min = 0, below = 1) double beta2,
      @Option(min = 0) double epsilon,
      @Option(min = 0) double weightDecay,
      @Option boolean decoupledWeightDecay,
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
          decoupledWeightDecay,
          maximize);
    }

    /**
     * Returns PyTorch's defaults: learning rate 1e-3, betas 0.9 and 0.999, epsilon 1e-8; everything
     * else is off.
     */
    public static Options defaults() {
      return new Options(1e-3, 0.9, 0.999, 1e-8, 0, false, false);
    }

    /** Returns the defaults with a learning rate. */
    public static Options of(double learningRate) {
      return defaults().withLearningRate(learningRate);
    }

    @Override
    public RAdam optimizer(List<Parameter> parameters) {
      return new RAdam(parameters, this);
    }

    @Override
    public OptionalDouble cycledMomentum() {
      return OptionalDouble.of(beta1);
    }

    @Override
    public Options withLearningRate(double value) {
      return new Options(value, beta1, beta2, epsilon, weightDecay, decoupledWeightDecay, maximize);
    }

    @Override
    public Options withCycledMomentum(double value) {
      return withBetas(value, beta2);
    }

    /** Returns these options with other decays of the means. */
    public Options withBetas(double first, double second) {
      return new Options(
          learningRate, first, second, epsilon, weightDecay, decoupledWeightDecay, maximize);
    }

    /** Returns these options with another epsilon. */
    public Options withEpsilon(double value) {
      return new Options(
          learningRate, beta1, beta2, value, weightDecay, decoupledWeightDecay, maximize);
    }

    /** Returns these options with another weight decay. */
    public Options withWeightDecay(double value) {
      return new Options(
          learningRate, beta1, beta2, epsilon, value, decoupledWeightDecay, maximize);
    }

    /** Returns these options with weight decay as in AdamW, or as a penalty. */
    public Options withDecoupledWeightDecay(boolean value) {
      return new Options(learningRate, beta1, beta2, epsilon, weightDecay, value, maximize);
    }

    /** Returns these options with steps that go up the gradient, or down. */
    public Options withMaximize(boolean value) {
      return new Options(
          learningRate, beta1, beta2, epsilon, weightDecay, decoupledWeightDecay, value);
    }
  }

  /** Makes an optimizer with PyTorch's defaults and a learning rate. */
  public RAdam(List<Parameter> parameters, double learningRate) {
    this(parameters, Options.of(learningRate));
  }

  /** Makes an optimizer with the same options for all parameters. */
  public RAdam(List<Parameter> parameters, Options options) {
    this(List.of(new ParameterGroup<>(parameters, options)));
  }

  /** Makes an optimizer with options for each group. */
  public RAdam(List<ParameterGroup<Options>> groups) {
    super(groups, new Rule());
  }

  /** The formulas above. */
  private static final class Rule implements UpdateRule<Options> {
    @Override
    public List<String> stateNames(Options options) {
      return AdamMoments.STATE_NAMES;
    }

    @Override
    public void update(
        Tensor parameter,
        Tensor gradient,
        Options options,
        DoubleSupplier learningRate,
        ParameterState state) {
      Tensor limited =
          AdamMoments.limited(
              Penalty.applied(
                  gradient,
                  parameter,
                  options.weightDecay,
                  options.decoupledWeightDecay,
                  learningRate));
      AdamMoments.move(limited, options.beta2, state);
      Tensor mean = state.tensor(AdamMoments.FIRST);
      Tensor root = state.tensor(AdamMoments.SECOND).sqrt().add(options.epsilon);
      DoubleSupplier rate = () -> -learningRate.getAsDouble() / AdamMoments.correction(state);
      // Both steps are there in each update; one of them has the factor 0.
      parameter.addInPlace(mean, () -> rectification(options, state) == 0 ? rate.getAsDouble() : 0);
      parameter.addInPlace(
          mean.div(root),
          () ->
              rate.getAsDouble()
                  * rectification(options, state)
                  * Math.sqrt(AdamMoments.correction(options.beta2, state)));
    }

    /** Returns what Adam's step is multiplied by, 0 while it is not taken. */
    private static double rectification(Options options, ParameterState state) {
      double power = Math.pow(options.beta2, (double) state.step());
      double most = 2 / (1 - options.beta2) - 1;
      double length = most - 2 * (double) state.step() * power / (1 - power);
      return length > 5
          ? Math.sqrt((length - 4) * (length - 2) * most / ((most - 4) * (most - 2) * length))
          : 0;
    }
  }
}
