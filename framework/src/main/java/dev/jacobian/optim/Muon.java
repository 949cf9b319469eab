package dev.jacobian.optim;

import dev.jacobian.nn.Parameter;
import dev.jacobian.shape.Option;
import dev.jacobian.shape.OptionRanges;
import dev.jacobian.shape.ShapeException;
import dev.jacobian.shape.TensorSpec;
import dev.jacobian.tensor.Tensor;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.DoubleSupplier;

/**
 * Muon: steps of the mean gradient of a matrix with its singular values brought near to 1. {@code b
 * = momentum b + (1 - momentum) g}, of which, or of {@code (1 - momentum) g + momentum b}, five
 * rounds of {@code X = a X + (b A + c A^2) X} with {@code A = X X^T}, Newton and Schulz's
 * iteration, make an almost orthogonal matrix O; {@code p *= 1 - lr * weightDecay} and {@code p -=
 * lr * s * O}, where s makes steps of matrices of all sizes alike. It takes the matrices of hidden
 * layers only; biases, norms, embeddings and the last layer are for another optimizer, such as
 * {@link AdamW}:
 *
 * <pre>{@code
 * Muon muon = new Muon(matrices, 0.02);
 * AdamW others = new AdamW(rest, 3e-4);
 * }</pre>
 *
 * or, with one rate for all, {@link Others#ADAMW}, and {@link Scale#MATCH_RMS_ADAMW} so that it
 * fits both.
 *
 * <p>The iteration runs in the parameter's dtype, where PyTorch's rounds to bfloat16. Source:
 * Jordan et al., 2024; Liu et al., 2025. PyTorch equivalent: {@code torch.optim.Muon}.
 */
public final class Muon extends Optimizer {
  private static final String MEAN = "momentum_buffer";

  /** The coefficients of a round, which raise small singular values fast. */
  private static final double A = 3.4445;

  private static final double B = -4.7750;
  private static final double C = 2.0315;

  /** What makes steps of matrices {@code [rows, columns]} alike; PyTorch's {@code adjust_lr_fn}. */
  public enum Scale {
    /** {@code sqrt(max(1, rows / columns))}. */
    ORIGINAL {
      @Override
      double of(double rows, double columns) {
        return Math.sqrt(Math.max(1, rows / columns));
      }
    },
    /** {@code 0.2 sqrt(max(rows, columns))}, with which rates and decays of AdamW fit. */
    MATCH_RMS_ADAMW {
      @Override
      double of(double rows, double columns) {
        return 0.2 * Math.sqrt(Math.max(rows, columns));
      }
    };

    abstract double of(double rows, double columns);
  }

  /** What becomes of parameters that are no matrices. */
  public enum Others {
    /** They are an error. */
    REFUSED,
    /**
     * {@link AdamW} changes them, with the same rate and weight decay, the momentum as {@code
     * beta1}, and its own {@code beta2} and epsilon.
     */
    ADAMW
  }

  /**
   * What Muon may be asked for.
   *
   * @param learningRate factor of each step
   * @param weightDecay part of the parameter that each step takes away, times the learning rate
   * @param momentum decay of the mean of gradients
   * @param nesterov whether the newest gradient counts once more
   * @param epsilon the least norm that a gradient is divided by
   * @param rounds of the iteration; PyTorch's {@code ns_steps}
   * @param scale what makes steps of matrices of all sizes alike
   * @param others what becomes of parameters that are no matrices
   * @param maximize whether steps go up the gradient instead of down, which PyTorch's cannot
   */
  public record Options(
      @Option(min = 0, required = true) double learningRate,
      @Option(min = 0) double weightDecay,
      @Option(min = 0, max = 1) double momentum,
      @Option boolean nesterov,
      @Option(min = 0) double epsilon,
      @Option(min = 1, below = 100) int rounds,
      @Option Scale scale,
      Others others,
      boolean maximize)
      implements OptimizerOptions<Options> {
    /** Checks the ranges. */
    public Options {
      OptionRanges.require(
          Options.class,
          learningRate,
          weightDecay,
          momentum,
          nesterov,
          epsilon,
          rounds,
          scale,
          others,
          maximize);
    }

    /**
     * Returns PyTorch's defaults: learning rate 1e-3, weight decay 0.1, momentum 0.95 with
     * Nesterov's form, epsilon 1e-7, 5 rounds, the original scale, matrices only.
     */
    public static Options defaults() {
      return new Options(1e-3, 0.1, 0.95, true, 1e-7, 5, Scale.ORIGINAL, Others.REFUSED, false);
    }

    /** Returns the defaults with a learning rate. */
    public static Options of(double learningRate) {
      return defaults().withLearningRate(learningRate);
    }

    @Override
    public Muon optimizer(List<Parameter> parameters) {
      return new Muon(parameters, this);
    }

    @Override
    public OptionalDouble cycledMomentum() {
      return OptionalDouble.of(momentum);
    }

    @Override
    public Options withLearningRate(double value) {
      return new Options(
          value, weightDecay, momentum, nesterov, epsilon, rounds, scale, others, maximize);
    }

    @Override
    public Options withCycledMomentum(double value) {
      return withMomentum(value);
    }

    /** Returns these options with another weight decay. */
    public Options withWeightDecay(double value) {
      return new Options(
          learningRate, value, momentum, nesterov, epsilon, rounds, scale, others, maximize);
    }

    /** Returns these options with another decay of the mean. */
    public Options withMomentum(double value) {
      return new Options(
          learningRate, weightDecay, value, nesterov, epsilon, rounds, scale, others, maximize);
    }

    /** Returns these options with Nesterov's form of momentum, or the plain one. */
    public Options withNesterov(boolean value) {
      return new Options(
          learningRate, weightDecay, momentum, value, epsilon, rounds, scale, others, maximize);
    }

    /** Returns these options with another epsilon. */
    public Options withEpsilon(double value) {
      return new Options(
          learningRate, weightDecay, momentum, nesterov, value, rounds, scale, others, maximize);
    }

    /** Returns these options with another number of rounds. */
    public Options withRounds(int value) {
      return new Options(
          learningRate, weightDecay, momentum, nesterov, epsilon, value, scale, others, maximize);
    }

    /** Returns these options with another scale of steps. */
    public Options withScale(Scale value) {
      return new Options(
          learningRate, weightDecay, momentum, nesterov, epsilon, rounds, value, others, maximize);
    }

    /** Returns the options by which AdamW changes parameters that are no matrices. */
    private Adam.Options adamW() {
      return AdamW.options()
          .withBetas(momentum, AdamW.options().beta2())
          .withWeightDecay(weightDecay);
    }

    /** Returns these options with another way with parameters that are no matrices. */
    public Options withOthers(Others value) {
      return new Options(
          learningRate, weightDecay, momentum, nesterov, epsilon, rounds, scale, value, maximize);
    }

    /** Returns these options with steps that go up the gradient, or down. */
    public Options withMaximize(boolean value) {
      return new Options(
          learningRate, weightDecay, momentum, nesterov, epsilon, rounds, scale, others, value);
    }
  }

  /**
   * Makes an optimizer with PyTorch's defaults and a learning rate.
   *
   * @throws ShapeException if a parameter is no matrix, and such are refused
   */
  public Muon(List<Parameter> parameters, double learningRate) {
    this(parameters, Options.of(learningRate));
  }

  /**
   * Makes an optimizer with the same options for all parameters.
   *
   * @throws ShapeException if a parameter is no matrix, and such are refused
   */
  public Muon(List<Parameter> parameters, Options options) {
    this(List.of(new ParameterGroup<>(parameters, options)));
  }

  /**
   * Makes an optimizer with options for each group.
   *
   * @throws ShapeException if a parameter is no matrix, and such are refused
   */
  public Muon(List<ParameterGroup<Options>> groups) {
    super(groups, new Rule());
  }

  /** The formulas above. */
  private static final class Rule implements UpdateRule<Options> {
    private static final Adam.Rule ADAMW = new Adam.Rule(true);

    @Override
    public Map<String, TensorSpec> state(Options options, TensorSpec parameter) {
      return parameter.shape().rank() == 2
          ? Map.of(MEAN, parameter)
          : ADAMW.state(options.adamW(), parameter);
    }

    @Override
    public void requireFit(Options options, Parameter parameter) {
      if (options.others == Others.REFUSED && parameter.tensor().shape().rank() != 2) {
        throw new ShapeException(
            "Muon: " + parameter,
            "matrices only",
            "give the others to another optimizer, such as AdamW, or say withOthers(ADAMW)");
      }
    }

    @Override
    public void update(
        Tensor parameter,
        Tensor gradient,
        Options options,
        DoubleSupplier learningRate,
        ParameterState state) {
      if (parameter.shape().rank() != 2) {
        ADAMW.update(parameter, gradient, options.adamW(), learningRate, state);
        return;
      }
      Tensor mean = state.tensor(MEAN);
      mean.mulInPlace(state::momentum);
      mean.addInPlace(gradient, () -> 1 - state.momentum());
      Tensor direction =
          options.nesterov
              ? gradient.mul(() -> 1 - state.momentum()).add(mean.mul(state::momentum))
              : mean;
      Tensor step = orthogonal(direction, options);
      Penalty.takenAway(parameter, options.weightDecay, learningRate);
      double scale = options.scale.of((double) parameter.size(0), (double) parameter.size(1));
      parameter.addInPlace(step, () -> -learningRate.getAsDouble() * scale);
    }

    /** Returns a matrix with the singular vectors of another and singular values near 1. */
    private static Tensor orthogonal(Tensor matrix, Options options) {
      boolean isTall = matrix.size(0) > matrix.size(1);
      Tensor wide = isTall ? matrix.t() : matrix;
      Tensor norm = matrix.square().sum().sqrt().clamp(options.epsilon, Double.POSITIVE_INFINITY);
      Tensor x = wide.div(norm);
      for (int round = 0; round < options.rounds; round++) {
        Tensor square = x.matmulTransposed(x);
        Tensor power = square.mul(B).add(square.matmul(square).mul(C));
        x = x.mul(A).add(power.matmul(x));
      }
      return isTall ? x.t() : x;
    }
  }
}
