package dev.jacobian.optim;

import dev.jacobian.nn.Parameter;
import dev.jacobian.shape.Option;
import dev.jacobian.shape.OptionRanges;
import dev.jacobian.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.DoubleSupplier;

/**
 * RMSprop: steps of the gradient over the root of the mean squared gradient, {@code v = alpha v +
 * (1 - alpha) g^2} and {@code p -= lr * g / (sqrt(v) + epsilon)}; centered, the square of the mean
 * gradient is taken from v; with momentum the steps are added up as in SGD. Weight decay adds
 * {@code weightDecay * p} to the gradient first. Source: Tieleman and Hinton, 2012. PyTorch
 * equivalent: {@code torch.optim.RMSprop}.
 */
public final class RMSprop extends Optimizer {
  private static final String SQUARE = "square_avg";
  private static final String MEAN = "grad_avg";
  private static final String MOMENTUM_BUFFER = "momentum_buffer";

  /**
   * What RMSprop may be asked for.
   *
   * @param learningRate factor of each step
   * @param alpha decay of the mean of squared gradients
   * @param epsilon added to the divisor
   * @param weightDecay factor of the L2 penalty
   * @param momentum how much of the last step stays
   * @param centered whether gradients are divided by their deviation in place of their root mean
   *     square
   * @param maximize whether steps go up the gradient instead of down
   */
  public record Options(
      @Option(min = 0, required = true) double learningRate,
      @Option(min = 0, max = 1) double alpha,
      @Option(min = 0) double epsilon,
      @Option(min = 0) double weightDecay,
      @Option(min = 0) double momentum,
      @Option boolean centered,
      boolean maximize)
      implements OptimizerOptions<Options> {
    /** Checks the ranges. */
    public Options {
      OptionRanges.require(
          Options.class, learningRate, alpha, epsilon, weightDecay, momentum, centered, maximize);
    }

    /**
     * Returns PyTorch's defaults: learning rate 1e-2, alpha 0.99, epsilon 1e-8; everything else is
     * off.
     */
    public static Options defaults() {
      return new Options(1e-2, 0.99, 1e-8, 0, 0, false, false);
    }

    /** Returns the defaults with a learning rate. */
    public static Options of(double learningRate) {
      return defaults().withLearningRate(learningRate);
    }

    @Override
    public RMSprop optimizer(List<Parameter> parameters) {
      return new RMSprop(parameters, this);
    }

    @Override
    public OptionalDouble cycledMomentum() {
      return momentum == 0 ? OptionalDouble.empty() : OptionalDouble.of(momentum);
    }

    @Override
    public Options withLearningRate(double value) {
      return new Options(value, alpha, epsilon, weightDecay, momentum, centered, maximize);
    }

    @Override
    public Options withCycledMomentum(double value) {
      return momentum == 0 ? OptimizerOptions.super.withCycledMomentum(value) : withMomentum(value);
    }

    /** Returns these options with another decay of the mean. */
    public Options withAlpha(double value) {
      return new Options(learningRate, value, epsilon, weightDecay, momentum, centered, maximize);
    }

    /** Returns these options with another epsilon. */
    public Options withEpsilon(double value) {
      return new Options(learningRate, alpha, value, weightDecay, momentum, centered, maximize);
    }

    /** Returns these options with another weight decay. */
    public Options withWeightDecay(double value) {
      return new Options(learningRate, alpha, epsilon, value, momentum, centered, maximize);
    }

    /** Returns these options with another momentum. */
    public Options withMomentum(double value) {
      return new Options(learningRate, alpha, epsilon, weightDecay, value, centered, maximize);
    }

    /** Returns these options with or without centering. */
    public Options withCentered(boolean value) {
      return new Options(learningRate, alpha, epsilon, weightDecay, momentum, value, maximize);
    }

    /** Returns these options with steps that go up the gradient, or down. */
    public Options withMaximize(boolean value) {
      return new Options(learningRate, alpha, epsilon, weightDecay, momentum, centered, value);
    }
  }

  /** Makes an optimizer with PyTorch's defaults and a learning rate. */
  public RMSprop(List<Parameter> parameters, double learningRate) {
    this(parameters, Options.of(learningRate));
  }

  /** Makes an optimizer with the same options for all parameters. */
  public RMSprop(List<Parameter> parameters, Options options) {
    this(List.of(new ParameterGroup<>(parameters, options)));
  }

  /** Makes an optimizer with options for each group. */
  public RMSprop(List<ParameterGroup<Options>> groups) {
    super(groups, new Rule());
  }

  /** The formulas above. */
  private static final class Rule implements UpdateRule<Options> {
    @Override
    public List<String> stateNames(Options options) {
      List<String> names = new ArrayList<>(List.of(SQUARE));
      if (options.momentum > 0) {
        names.add(MOMENTUM_BUFFER);
      }
      if (options.centered) {
        names.add(MEAN);
      }
      return names;
    }

    @Override
    public void update(
        Tensor parameter,
        Tensor gradient,
        Options options,
        DoubleSupplier learningRate,
        ParameterState state) {
      Tensor limited = AdamMoments.limited(Penalty.added(gradient, parameter, options.weightDecay));
      Tensor square = state.tensor(SQUARE);
      square.mulInPlace(options.alpha);
      square.addInPlace(limited.square(), 1 - options.alpha);
      Tensor spread = square;
      if (options.centered) {
        Tensor mean = state.tensor(MEAN);
        mean.mulInPlace(options.alpha);
        mean.addInPlace(limited, 1 - options.alpha);
        spread = square.sub(mean.square());
      }
      Tensor step = limited.div(spread.sqrt().add(options.epsilon));
      if (options.momentum > 0) {
        Tensor velocity = state.tensor(MOMENTUM_BUFFER);
        velocity.mulInPlace(state::momentum);
        step = velocity.addInPlace(step);
      }
      parameter.addInPlace(step, () -> -learningRate.getAsDouble());
    }
  }
}
