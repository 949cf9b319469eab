package dev.jacobian.optim;

import dev.jacobian.nn.Parameter;
import dev.jacobian.shape.Option;
import dev.jacobian.shape.OptionException;
import dev.jacobian.shape.OptionRanges;
import dev.jacobian.tensor.Tensor;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.DoubleSupplier;

/**
 * Stochastic gradient descent: {@code p -= lr * g}; with momentum {@code v = momentum * v + (1 -
 * dampening) * g} (the first v is g) and {@code p -= lr * v}, or {@code p -= lr * (g + momentum *
 * v)} in Nesterov's form. Weight decay adds {@code weightDecay * p} to g first. Source: Sutskever
 * et al., ICML 2013. PyTorch equivalent: {@code torch.optim.SGD}.
 */
public final class SGD extends Optimizer {
  private static final String MOMENTUM_BUFFER = "momentum_buffer";

  /**
   * What SGD may be asked for.
   *
   * @param learningRate factor of each step
   * @param momentum how much of the last step's direction stays; 0, the default, is plain descent;
   *     Muon's is 0.95
   * @param dampening how much less the gradient counts beside the momentum
   * @param weightDecay factor of the L2 penalty
   * @param nesterov whether the step looks ahead, as only Muon's does by default; needs momentum
   *     without dampening
   * @param maximize whether steps go up the gradient instead of down
   */
  public record Options(
      @Option(min = 0, required = true) double learningRate,
      @Option(min = 0) double momentum,
      @Option double dampening,
      @Option(min = 0) double weightDecay,
      @Option boolean nesterov,
      boolean maximize)
      implements OptimizerOptions<Options> {
    /** Checks the ranges. */
    public Options {
      OptionRanges.require(
          Options.class, learningRate, momentum, dampening, weightDecay, nesterov, maximize);
      if (nesterov && (momentum == 0 || dampening != 0)) {
        throw new OptionException(
            "SGD: nesterov with momentum " + momentum + " and dampening " + dampening,
            "a momentum above 0 and dampening 0");
      }
    }

    /** Returns PyTorch's defaults with a learning rate: everything else is off. */
    public static Options of(double learningRate) {
      return new Options(learningRate, 0, 0, 0, false, false);
    }

    @Override
    public SGD optimizer(List<Parameter> parameters) {
      return new SGD(parameters, this);
    }

    @Override
    public OptionalDouble cycledMomentum() {
      return momentum == 0 ? OptionalDouble.empty() : OptionalDouble.of(momentum);
    }

    @Override
    public Options withLearningRate(double value) {
      return new Options(value, momentum, dampening, weightDecay, nesterov, maximize);
    }

    @Override
    public Options withCycledMomentum(double value) {
      return momentum == 0 ? OptimizerOptions.super.withCycledMomentum(value) : withMomentum(value);
    }

    /** Returns these options with another momentum. */
    public Options withMomentum(double value) {
      return new Options(learningRate, value, dampening, weightDecay, nesterov, maximize);
    }

    /** Returns these options with another dampening. */
    public Options withDampening(double value) {
      return new Options(learningRate, momentum, value, weightDecay, nesterov, maximize);
    }

    /** Returns these options with another weight decay. */
    public Options withWeightDecay(double value) {
      return new Options(learningRate, momentum, dampening, value, nesterov, maximize);
    }

    /** Returns these options with or without Nesterov's form; set the momentum first. */
    public Options withNesterov(boolean value) {
      return new Options(learningRate, momentum, dampening, weightDecay, value, maximize);
    }

    /** Returns these options with steps that go up the gradient, or down. */
    public Options withMaximize(boolean value) {
      return new Options(learningRate, momentum, dampening, weightDecay, nesterov, value);
    }
  }

  /** Makes a plain gradient descent. */
  public SGD(List<Parameter> parameters, double learningRate) {
    this(parameters, Options.of(learningRate));
  }

  /** Makes an optimizer with the same options for all parameters. */
  public SGD(List<Parameter> parameters, Options options) {
    this(List.of(new ParameterGroup<>(parameters, options)));
  }

  /** Makes an optimizer with options for each group. */
  public SGD(List<ParameterGroup<Options>> groups) {
    super(groups, new Rule());
  }

  /** The formulas above. */
  private static final class Rule implements UpdateRule<Options> {
    @Override
    public List<String> stateNames(Options options) {
      return options.momentum == 0 ? List.of() : List.of(MOMENTUM_BUFFER);
    }

    @Override
    public void update(
        Tensor parameter,
        Tensor gradient,
        Options options,
        DoubleSupplier learningRate,
        ParameterState state) {
      Tensor direction = Penalty.added(gradient, parameter, options.weightDecay);
      if (options.momentum != 0) {
        direction = withMomentum(direction, options, state);
      }
      parameter.addInPlace(direction, () -> -learningRate.getAsDouble());
    }

    private static Tensor withMomentum(Tensor gradient, Options options, ParameterState state) {
      Tensor velocity = state.tensor(MOMENTUM_BUFFER);
      velocity.mulInPlace(state::momentum);
      if (options.dampening == 0) {
        velocity.addInPlace(gradient);
      } else {
        velocity.addInPlace(gradient, () -> state.step() == 1 ? 1 : 1 - options.dampening);
      }
      return options.nesterov ? gradient.add(velocity.mul(state::momentum)) : velocity;
    }
  }
}
