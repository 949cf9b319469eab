package dev.jacobian.optim;

import dev.jacobian.nn.Parameter;
import dev.jacobian.shape.Option;
import dev.jacobian.shape.OptionRanges;
import dev.jacobian.tensor.Tensor;
import java.util.List;
import java.util.function.DoubleSupplier;

/**
 * Resilient propagation: each element has a step of its own, which grows by a factor while its
 * gradient keeps its sign, and shrinks by another, with no step, when that has turned; {@code p -=
 * sign(g) * step}. It is meant for gradients of all the data. The learning rate is the first step;
 * what becomes of it later plays no part. Source: Riedmiller and Braun, 1993. PyTorch equivalent:
 * {@code torch.optim.Rprop}.
 */
public final class Rprop extends Optimizer {
  private static final String BEFORE = "prev";
  private static final String STEP = "step_size";

  /**
   * What Rprop may be asked for.
   *
   * @param learningRate the first step of each element
   * @param shrink factor of a step whose gradient has turned; PyTorch's first of {@code etas}
   * @param grow factor of a step whose gradient keeps its sign; PyTorch's second of {@code etas}
   * @param minStep the least step; PyTorch's first of {@code step_sizes}
   * @param maxStep the largest step; PyTorch's second of {@code step_sizes}
   * @param maximize whether steps go up the gradient instead of down
   */
  public record Options(
      @Option(min = 0, required = true) double learningRate,
      @Option(above = 0, below = 1) double shrink,
      @Option(above = 1) double grow,
      @Option(min = 0) double minStep,
      @Option(min = 0) double maxStep,
      boolean maximize)
      implements OptimizerOptions<Options> {
    /** Checks the ranges. */
    public Options {
      OptionRanges.require(Options.class, learningRate, shrink, grow, minStep, maxStep, maximize);
    }

    /** Returns PyTorch's defaults: first step 1e-2, factors 0.5 and 1.2, steps of 1e-6 to 50. */
    public static Options defaults() {
      return new Options(1e-2, 0.5, 1.2, 1e-6, 50, false);
    }

    /** Returns the defaults with a first step. */
    public static Options of(double learningRate) {
      return defaults().withLearningRate(learningRate);
    }

    @Override
    public Rprop optimizer(List<Parameter> parameters) {
      return new Rprop(parameters, this);
    }

    @Override
    public Options withLearningRate(double value) {
      return new Options(value, shrink, grow, minStep, maxStep, maximize);
    }

    /** Returns these options with other factors of steps. */
    public Options withFactors(double shrinking, double growing) {
      return new Options(learningRate, shrinking, growing, minStep, maxStep, maximize);
    }

    /** Returns these options with other limits of steps. */
    public Options withSteps(double least, double largest) {
      return new Options(learningRate, shrink, grow, least, largest, maximize);
    }

    /** Returns these options with steps that go up the gradient, or down. */
    public Options withMaximize(boolean value) {
      return new Options(learningRate, shrink, grow, minStep, maxStep, value);
    }
  }

  /** Makes an optimizer with PyTorch's defaults and a first step. */
  public Rprop(List<Parameter> parameters, double learningRate) {
    this(parameters, Options.of(learningRate));
  }

  /** Makes an optimizer with the same options for all parameters. */
  public Rprop(List<Parameter> parameters, Options options) {
    this(List.of(new ParameterGroup<>(parameters, options)));
  }

  /** Makes an optimizer with options for each group. */
  public Rprop(List<ParameterGroup<Options>> groups) {
    super(groups, new Rule());
  }

  /** What is said above. */
  private static final class Rule implements UpdateRule<Options> {
    @Override
    public List<String> stateNames(Options options) {
      return List.of(BEFORE, STEP);
    }

    @Override
    public void update(
        Tensor parameter,
        Tensor gradient,
        Options options,
        DoubleSupplier learningRate,
        ParameterState state) {
      Tensor before = state.tensor(BEFORE);
      Tensor step = state.tensor(STEP, learningRate.getAsDouble());
      Tensor product = gradient.mul(before);
      Tensor hasTurned = product.lt(0);
      Tensor ones = Tensor.onesLike(product);
      Tensor factor = hasTurned.where(options.shrink, product.gt(0).where(options.grow, ones));
      step.copyInPlace(step.mul(factor).clamp(options.minStep, options.maxStep));
      Tensor used = hasTurned.where(0, gradient);
      parameter.subInPlace(used.sign().mul(step));
      before.copyInPlace(used);
    }
  }
}
