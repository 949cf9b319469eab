package dev.jacobian.optim;

import dev.jacobian.nn.Parameter;
import dev.jacobian.shape.DType;
import dev.jacobian.shape.Option;
import dev.jacobian.shape.OptionRanges;
import dev.jacobian.shape.Shape;
import dev.jacobian.shape.TensorSpec;
import dev.jacobian.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.DoubleSupplier;

/**
 * Adam with Nesterov's momentum: with the means m and v of Adam and {@code mu(t) = beta1 * (1 -
 * 0.96^(t * momentumDecay) / 2)}, of which M is the product up to t, {@code p -= lr * ((1 - mu(t))
 * / (1 - M) * g + mu(t + 1) / (1 - M * mu(t + 1)) * m) / (sqrt(v / (1 - beta2^t)) + epsilon)}.
 * Weight decay adds {@code weightDecay * p} to the gradient first, or is decoupled as in AdamW.
 * Source: Dozat, ICLR Workshop 2016. PyTorch equivalent: {@code torch.optim.NAdam}.
 */
public final class NAdam extends Optimizer {
  private static final String PRODUCT = "mu_product";

  /**
   * What NAdam may be asked for.
   *
   * @param learningRate factor of each step
   * @param beta1 decay of the mean of gradients
   * @param beta2 decay of the mean of squared gradients
   * @param epsilon added to the divisor
   * @param weightDecay factor of the L2 penalty
   * @param momentumDecay how fast the momentum grows to beta1
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
      @Option(min = 0) double momentumDecay,
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
          momentumDecay,
          decoupledWeightDecay,
          maximize);
    }

    /**
     * Returns PyTorch's defaults: learning rate 2e-3, betas 0.9 and 0.999, epsilon 1e-8, momentum
     * decay 4e-3; everything else is off.
     */
    public static Options defaults() {
      return new Options(2e-3, 0.9, 0.999, 1e-8, 0, 4e-3, false, false);
    }

    /** Returns the defaults with a learning rate. */
    public static Options of(double learningRate) {
      return defaults().withLearningRate(learningRate);
    }

    @Override
    public NAdam optimizer(List<Parameter> parameters) {
      return new NAdam(parameters, this);
    }

    @Override
    public OptionalDouble cycledMomentum() {
      return OptionalDouble.of(beta1);
    }

    @Override
    public Options withLearningRate(double value) {
      return new Options(
          value, beta1, beta2, epsilon, weightDecay, momentumDecay, decoupledWeightDecay, maximize);
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
          momentumDecay,
          decoupledWeightDecay,
          maximize);
    }

    /** Returns these options with another epsilon. */
    public Options withEpsilon(double value) {
      return new Options(
          learningRate,
          beta1,
          beta2,
          value,
          weightDecay,
          momentumDecay,
          decoupledWeightDecay,
          maximize);
    }

    /** Returns these options with another weight decay. */
    public Options withWeightDecay(double value) {
      return new Options(
          learningRate,
          beta1,
          beta2,
          epsilon,
          value,
          momentumDecay,
          decoupledWeightDecay,
          maximize);
    }

    /** Returns these options with another decay of the momentum. */
    public Options withMomentumDecay(double value) {
      return new Options(
          learningRate, beta1, beta2, epsilon, weightDecay, value, decoupledWeightDecay, maximize);
    }

    /** Returns these options with weight decay as in AdamW, or as a penalty. */
    public Options withDecoupledWeightDecay(boolean value) {
      return new Options(
          learningRate, beta1, beta2, epsilon, weightDecay, momentumDecay, value, maximize);
    }

    /** Returns these options with steps that go up the gradient, or down. */
    public Options withMaximize(boolean value) {
      return new Options(
          learningRate,
          beta1,
          beta2,
          epsilon,
          weightDecay,
          momentumDecay,
          decoupledWeightDecay,
          value);
    }
  }

  /** Makes an optimizer with PyTorch's defaults and a learning rate. */
  public NAdam(List<Parameter> parameters, double learningRate) {
    this(parameters, Options.of(learningRate));
  }

  /** Makes an optimizer with the same options for all parameters. */
  public NAdam(List<Parameter> parameters, Options options) {
    this(List.of(new ParameterGroup<>(parameters, options)));
  }

  /** Makes an optimizer with options for each group. */
  public NAdam(List<ParameterGroup<Options>> groups) {
    super(groups, new Rule());
  }

  /** The formulas above. */
  private static final class Rule implements UpdateRule<Options> {
    @Override
    public Map<String, TensorSpec> state(Options options, TensorSpec parameter) {
      Map<String, TensorSpec> state =
          new LinkedHashMap<>(UpdateRule.super.state(options, parameter));
      state.put(PRODUCT, new TensorSpec(Shape.scalar(), DType.FLOAT64));
      return state;
    }

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
      DoubleSupplier now = () -> momentum(options, state, state.step());
      DoubleSupplier next = () -> momentum(options, state, state.step() + 1);
      Tensor product = state.tensor(PRODUCT, 1);
      product.mulInPlace(now);
      Tensor root =
          AdamMoments.root(state.tensor(AdamMoments.SECOND), options.beta2, options.epsilon, state);
      Tensor ofGradient =
          product
              .neg()
              .add(1)
              .reciprocal()
              .mul(() -> -learningRate.getAsDouble() * (1 - now.getAsDouble()));
      Tensor ofMean =
          product
              .mul(next)
              .neg()
              .add(1)
              .reciprocal()
              .mul(() -> -learningRate.getAsDouble() * next.getAsDouble());
      Tensor mean = state.tensor(AdamMoments.FIRST);
      parameter.addInPlace(limited.div(root).mul(ofGradient.to(parameter.dtype())));
      parameter.addInPlace(mean.div(root).mul(ofMean.to(parameter.dtype())));
    }

    private static double momentum(Options options, ParameterState state, long step) {
      return state.momentum() * (1 - 0.5 * Math.pow(0.96, (double) step * options.momentumDecay));
    }
  }
}
