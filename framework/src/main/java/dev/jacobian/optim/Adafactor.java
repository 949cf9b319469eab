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
import java.util.function.DoubleSupplier;

/**
 * Adafactor: Adam's second mean of a matrix as the product of one for its rows and one for its
 * columns, which takes little memory. In update t the means decay by {@code 1 - t^beta2Decay}; the
 * step is {@code g / sqrt(v)}, brought to a root mean square of at most clipThreshold, times {@code
 * max(epsilon, rms(p)) * min(lr, 1 / sqrt(t))}; before it {@code p *= 1 - lr * weightDecay}.
 * Tensors of more than two axes are many matrices, vectors have a mean of each element. Source:
 * Shazeer and Stern, ICML 2018. PyTorch equivalent: {@code torch.optim.Adafactor}.
 */
public final class Adafactor extends Optimizer {
  private static final String ROWS = "row_var";
  private static final String COLUMNS = "col_var";
  private static final String VARIANCE = "variance";

  /**
   * What Adafactor may be asked for.
   *
   * @param learningRate factor of each step
   * @param beta2Decay power of the number of the update by which the means follow the gradient
   * @param epsilon least size of a parameter that steps are in proportion to; PyTorch's second
   * @param clipThreshold root mean square that a step is brought to; PyTorch's {@code d}
   * @param weightDecay part of the parameter that each step takes away, times the learning rate
   * @param maximize whether steps go up the gradient instead of down
   */
  public record Options(
      @Option(min = 0, required = true) double learningRate,
      @Option(max = 0) double beta2Decay,
      @Option(min = 0) double epsilon,
      @Option(min = 1) double clipThreshold,
      @Option(min = 0) double weightDecay,
      boolean maximize)
      implements OptimizerOptions<Options> {
    /** Checks the ranges. */
    public Options {
      OptionRanges.require(
          Options.class, learningRate, beta2Decay, epsilon, clipThreshold, weightDecay, maximize);
    }

    /**
     * Returns PyTorch's defaults: learning rate 1e-2, beta2 decay -0.8, epsilon 1e-3, steps limited
     * to 1, no weight decay.
     */
    public static Options defaults() {
      return new Options(1e-2, -0.8, 1e-3, 1, 0, false);
    }

    /** Returns the defaults with a learning rate. */
    public static Options of(double learningRate) {
      return defaults().withLearningRate(learningRate);
    }

    @Override
    public Adafactor optimizer(List<Parameter> parameters) {
      return new Adafactor(parameters, this);
    }

    @Override
    public Options withLearningRate(double value) {
      return new Options(value, beta2Decay, epsilon, clipThreshold, weightDecay, maximize);
    }

    /** Returns these options with another power. */
    public Options withBeta2Decay(double value) {
      return new Options(learningRate, value, epsilon, clipThreshold, weightDecay, maximize);
    }

    /** Returns these options with another epsilon. */
    public Options withEpsilon(double value) {
      return new Options(learningRate, beta2Decay, value, clipThreshold, weightDecay, maximize);
    }

    /** Returns these options with another limit of steps. */
    public Options withClipThreshold(double value) {
      return new Options(learningRate, beta2Decay, epsilon, value, weightDecay, maximize);
    }

    /** Returns these options with another weight decay. */
    public Options withWeightDecay(double value) {
      return new Options(learningRate, beta2Decay, epsilon, clipThreshold, value, maximize);
    }

    /** Returns these options with steps that go up the gradient, or down. */
    public Options withMaximize(boolean value) {
      return new Options(learningRate, beta2Decay, epsilon, clipThreshold, weightDecay, value);
    }
  }

  /** Makes an optimizer with PyTorch's defaults and a learning rate. */
  public Adafactor(List<Parameter> parameters, double learningRate) {
    this(parameters, Options.of(learningRate));
  }

  /** Makes an optimizer with the same options for all parameters. */
  public Adafactor(List<Parameter> parameters, Options options) {
    this(List.of(new ParameterGroup<>(parameters, options)));
  }

  /** Makes an optimizer with options for each group. */
  public Adafactor(List<ParameterGroup<Options>> groups) {
    super(groups, new Rule());
  }

  /** The formulas above. */
  private static final class Rule implements UpdateRule<Options> {
    @Override
    public Map<String, TensorSpec> state(Options options, TensorSpec parameter) {
      Shape shape = parameter.shape();
      if (shape.rank() < 2) {
        return Map.of(VARIANCE, parameter);
      }
      Map<String, TensorSpec> state = new LinkedHashMap<>();
      state.put(ROWS, new TensorSpec(shape.withDim(-1, 1), parameter.dtype()));
      state.put(COLUMNS, new TensorSpec(shape.withDim(-2, 1), parameter.dtype()));
      return state;
    }

    @Override
    public void update(
        Tensor parameter,
        Tensor gradient,
        Options options,
        DoubleSupplier learningRate,
        ParameterState state) {
      // Of a tensor without elements there is no mean, and nothing to change.
      if (parameter.size() == 0) {
        return;
      }
      double least = parameter.dtype() == DType.FLOAT32 ? Math.ulp(1f) : Math.ulp(1.0);
      Tensor size = rootMeanSquare(parameter).clamp(options.epsilon, Double.POSITIVE_INFINITY);
      Penalty.takenAway(parameter, options.weightDecay, learningRate);
      Tensor square = gradient.square();
      Tensor variance;
      if (parameter.shape().rank() < 2) {
        variance = moved(VARIANCE, square, options, state);
      } else {
        Tensor rows = moved(ROWS, square.mean(true, -1), options, state);
        Tensor columns = moved(COLUMNS, square.mean(true, -2), options, state);
        Tensor scale = rows.mean(true, -2).clamp(least, Double.POSITIVE_INFINITY);
        variance = rows.mul(columns).div(scale);
      }
      Tensor step = gradient.div(variance.clamp(least * least, Double.POSITIVE_INFINITY).sqrt());
      Tensor excess =
          rootMeanSquare(step).div(options.clipThreshold).clamp(1, Double.POSITIVE_INFINITY);
      parameter.addInPlace(
          step.mul(size.div(excess)),
          () -> -Math.min(learningRate.getAsDouble(), 1 / Math.sqrt((double) state.step())));
    }

    private static Tensor moved(String name, Tensor seen, Options options, ParameterState state) {
      Tensor mean = state.tensor(name);
      DoubleSupplier part = () -> Math.pow((double) state.step(), options.beta2Decay);
      mean.mulInPlace(() -> 1 - part.getAsDouble());
      return mean.addInPlace(seen, part);
    }

    private static Tensor rootMeanSquare(Tensor x) {
      return x.square().mean().sqrt();
    }
  }
}
