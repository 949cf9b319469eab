package dev.jacobian.optim;

import dev.jacobian.nn.Parameter;
import dev.jacobian.shape.Option;
import dev.jacobian.shape.OptionRanges;
import dev.jacobian.shape.Shape;
import dev.jacobian.shape.TensorSpec;
import dev.jacobian.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleSupplier;

/**
 * Averaged stochastic gradient descent: {@code p *= 1 - decay * eta} and {@code p -= eta * g} with
 * a rate eta that falls, {@code lr / (1 + decay * lr * t)^power} after update t and lr before the
 * first; beside it the mean of the parameters from update {@code averageStart} on, which is the
 * parameter's {@code ax} in {@link #stateDict} and not used here. Weight decay adds {@code
 * weightDecay * p} to the gradient first. Source: Polyak and Juditsky, 1992. PyTorch equivalent:
 * {@code torch.optim.ASGD}.
 */
public final class ASGD extends Optimizer {
  private static final String RATE = "eta";
  private static final String WEIGHT = "mu";
  private static final String MEAN = "ax";

  /**
   * What ASGD may be asked for.
   *
   * @param learningRate factor of the first step
   * @param decay how fast the rate falls and what part of the parameter a step takes away, times
   *     the rate; PyTorch's {@code lambd}
   * @param power power of the falling rate; PyTorch's {@code alpha}
   * @param averageStart the update after which parameters are averaged; PyTorch's {@code t0}
   * @param weightDecay factor of the L2 penalty
   * @param maximize whether steps go up the gradient instead of down
   */
  public record Options(
      @Option(min = 0, required = true) double learningRate,
      @Option(min = 0) double decay,
      @Option(min = 0) double power,
      @Option(min = 0) double averageStart,
      @Option(min = 0) double weightDecay,
      boolean maximize)
      implements OptimizerOptions<Options> {
    /** Checks the ranges. */
    public Options {
      OptionRanges.require(
          Options.class, learningRate, decay, power, averageStart, weightDecay, maximize);
    }

    /**
     * Returns PyTorch's defaults: learning rate 1e-2, decay 1e-4, power 0.75, means after 1e6
     * updates, no weight decay.
     */
    public static Options defaults() {
      return new Options(1e-2, 1e-4, 0.75, 1e6, 0, false);
    }

    /** Returns the defaults with a learning rate. */
    public static Options of(double learningRate) {
      return defaults().withLearningRate(learningRate);
    }

    @Override
    public ASGD optimizer(List<Parameter> parameters) {
      return new ASGD(parameters, this);
    }

    @Override
    public Options withLearningRate(double value) {
      return new Options(value, decay, power, averageStart, weightDecay, maximize);
    }

    /** Returns these options with another decay. */
    public Options withDecay(double value) {
      return new Options(learningRate, value, power, averageStart, weightDecay, maximize);
    }

    /** Returns these options with another power. */
    public Options withPower(double value) {
      return new Options(learningRate, decay, value, averageStart, weightDecay, maximize);
    }

    /** Returns these options with another start of the means. */
    public Options withAverageStart(double value) {
      return new Options(learningRate, decay, power, value, weightDecay, maximize);
    }

    /** Returns these options with another weight decay. */
    public Options withWeightDecay(double value) {
      return new Options(learningRate, decay, power, averageStart, value, maximize);
    }

    /** Returns these options with steps that go up the gradient, or down. */
    public Options withMaximize(boolean value) {
      return new Options(learningRate, decay, power, averageStart, weightDecay, value);
    }
  }

  /** Makes an optimizer with PyTorch's defaults and a learning rate. */
  public ASGD(List<Parameter> parameters, double learningRate) {
    this(parameters, Options.of(learningRate));
  }

  /** Makes an optimizer with the same options for all parameters. */
  public ASGD(List<Parameter> parameters, Options options) {
    this(List.of(new ParameterGroup<>(parameters, options)));
  }

  /** Makes an optimizer with options for each group. */
  public ASGD(List<ParameterGroup<Options>> groups) {
    super(groups, new Rule());
  }

  /** The formulas above. */
  private static final class Rule implements UpdateRule<Options> {
    @Override
    public Map<String, TensorSpec> state(Options options, TensorSpec parameter) {
      TensorSpec number = new TensorSpec(Shape.scalar(), parameter.dtype());
      Map<String, TensorSpec> state = new LinkedHashMap<>();
      state.put(RATE, number);
      state.put(WEIGHT, number);
      state.put(MEAN, parameter);
      return state;
    }

    @Override
    public void update(
        Tensor parameter,
        Tensor gradient,
        Options options,
        DoubleSupplier learningRate,
        ParameterState state) {
      Tensor rate = state.tensor(RATE, learningRate.getAsDouble());
      Tensor weight = state.tensor(WEIGHT, 1);
      Tensor mean = state.tensor(MEAN);
      Tensor penalised = Penalty.added(gradient, parameter, options.weightDecay);
      parameter.mulInPlace(rate.mul(-options.decay).add(1));
      parameter.subInPlace(penalised.mul(rate));
      mean.addInPlace(parameter.sub(mean).mul(weight));
      Tensor one = Tensor.onesLike(rate);
      rate.copyInPlace(
          one.mul(
              () -> {
                double first = learningRate.getAsDouble();
                double fallen = 1 + options.decay * first * (double) state.step();
                return first / Math.pow(fallen, options.power);
              }));
      weight.copyInPlace(
          one.mul(() -> 1 / Math.max(1, (double) state.step() - options.averageStart)));
    }
  }
}
