package dev.jacobian.optim;

import dev.jacobian.nn.Parameter;
import dev.jacobian.shape.Option;
import dev.jacobian.shape.OptionRanges;
import dev.jacobian.tensor.Tensor;
import java.util.List;
import java.util.function.DoubleSupplier;

/**
 * Adadelta: steps of the gradient times the root mean square of earlier steps over that of the
 * gradients, {@code v = rho v + (1 - rho) g^2}, {@code d = sqrt(u + epsilon) / sqrt(v + epsilon)
 * g}, {@code u = rho u + (1 - rho) d^2} and {@code p -= lr * d}. Weight decay adds {@code
 * weightDecay * p} to the gradient first. Source: Zeiler, 2012. PyTorch equivalent: {@code
 * torch.optim.Adadelta}.
 */
public final class Adadelta extends Optimizer {
  private static final String SQUARE = "square_avg";
  private static final String STEPS = "acc_delta";

  /**
   * What Adadelta may be asked for.
   *
   * @param learningRate factor of each step
   * @param rho decay of the means of squared gradients and steps
   * @param epsilon added to both means
   * @param weightDecay factor of the L2 penalty
   * @param maximize whether steps go up the gradient instead of down
   */
  public record Options(
      @Option(min = 0, required = true) double learningRate,
      @Option(min = 0, max = 1) double rho,
      @Option(min = 0) double epsilon,
      @Option(min = 0) double weightDecay,
      boolean maximize)
      implements OptimizerOptions<Options> {
    /** Checks the ranges. */
    public Options {
      OptionRanges.require(Options.class, learningRate, rho, epsilon, weightDecay, maximize);
    }

    /** Returns PyTorch's defaults: learning rate 1, rho 0.9, epsilon 1e-6, no weight decay. */
    public static Options defaults() {
      return new Options(1, 0.9, 1e-6, 0, false);
    }

    /** Returns the defaults with a learning rate. */
    public static Options of(double learningRate) {
      return defaults().withLearningRate(learningRate);
    }

    @Override
    public Adadelta optimizer(List<Parameter> parameters) {
      return new Adadelta(parameters, this);
    }

    @Override
    public Options withLearningRate(double value) {
      return new Options(value, rho, epsilon, weightDecay, maximize);
    }

    /** Returns these options with another decay of the means. */
    public Options withRho(double value) {
      return new Options(learningRate, value, epsilon, weightDecay, maximize);
    }

    /** Returns these options with another epsilon. */
    public Options withEpsilon(double value) {
      return new Options(learningRate, rho, value, weightDecay, maximize);
    }

    /** Returns these options with another weight decay. */
    public Options withWeightDecay(double value) {
      return new Options(learningRate, rho, epsilon, value, maximize);
    }

    /** Returns these options with steps that go up the gradient, or down. */
    public Options withMaximize(boolean value) {
      return new Options(learningRate, rho, epsilon, weightDecay, value);
    }
  }

  /** Makes an optimizer with PyTorch's defaults and a learning rate. */
  public Adadelta(List<Parameter> parameters, double learningRate) {
    this(parameters, Options.of(learningRate));
  }

  /** Makes an optimizer with the same options for all parameters. */
  public Adadelta(List<Parameter> parameters, Options options) {
    this(List.of(new ParameterGroup<>(parameters, options)));
  }

  /** Makes an optimizer with options for each group. */
  public Adadelta(List<ParameterGroup<Options>> groups) {
    super(groups, new Rule());
  }

  /** The formulas above. */
  private static final class Rule implements UpdateRule<Options> {
    @Override
    public List<String> stateNames(Options options) {
      return List.of(SQUARE, STEPS);
    }

    @Override
    public void update(
        Tensor parameter,
        Tensor gradient,
        Options options,
        DoubleSupplier learningRate,
        ParameterState state) {
      Tensor limited = AdamMoments.limited(Penalty.added(gradient, parameter, options.weightDecay));
      Tensor square = moved(state.tensor(SQUARE), limited, options.rho);
      Tensor steps = state.tensor(STEPS);
      Tensor scale = steps.add(options.epsilon).sqrt().div(square.add(options.epsilon).sqrt());
      Tensor step = scale.mul(limited);
      moved(steps, step, options.rho);
      parameter.addInPlace(step, () -> -learningRate.getAsDouble());
    }

    /** Moves a mean of squares. */
    private static Tensor moved(Tensor mean, Tensor seen, double rho) {
      mean.mulInPlace(rho);
      return mean.addInPlace(seen.square(), 1 - rho);
    }
  }
}
