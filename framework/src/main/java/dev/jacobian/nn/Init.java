package dev.jacobian.nn;

import dev.jacobian.autograd.Autograd;
import dev.jacobian.device.MemoryScope;
import dev.jacobian.shape.DType;
import dev.jacobian.shape.OptionException;
import dev.jacobian.shape.Shape;
import dev.jacobian.shape.ShapeException;
import dev.jacobian.tensor.Creation;
import dev.jacobian.tensor.Generator;
import dev.jacobian.tensor.Tensor;
import java.util.function.Supplier;

/**
 * First values of parameters. Every function changes the tensor in place, outside the tape, and
 * returns it. Numbers are the same on every device. PyTorch equivalent: {@code torch.nn.init}.
 *
 * <p>A weight {@code [out, in, ...]} has {@code fanIn = in * r} and {@code fanOut = out * r}, where
 * r is the product of the other sizes.
 */
public final class Init {
  private static final ThreadLocal<Boolean> SKIPPED = ThreadLocal.withInitial(() -> false);

  private Init() {}

  /** Which number of connections keeps its variance. */
  public enum Fan {
    /** The connections into an output: variances stay in the forward pass. */
    IN,
    /** The connections out of an input: variances stay in the backward pass. */
    OUT
  }

  /** What is drawn on this thread is 0 until this is closed. */
  public static final class Skipped implements AutoCloseable {
    private final boolean before = SKIPPED.get();

    private Skipped() {
      SKIPPED.set(true);
    }

    @Override
    public void close() {
      SKIPPED.set(before);
    }
  }

  /**
   * Draws no initial values on this thread until what it returns is closed, for a model whose
   * weights are loaded next: they are 0, and generators move on as if they had been drawn.
   *
   * <pre>{@code
   * MLP model;
   * try (Init.Skipped skipped = Init.skip()) {
   *   model = new MLP(784, 512, 10);
   * }
   * model.loadStateDict(SafeTensors.load(file).tensors());
   * }</pre>
   *
   * PyTorch equivalent: {@code torch.nn.utils.skip_init}.
   */
  public static Skipped skip() {
    return new Skipped();
  }

  /** Sets every element to {@code value}. */
  public static Tensor constant(Tensor tensor, double value) {
    return assign(
        tensor, () -> Tensor.full(tensor.shape(), value, tensor.dtype(), tensor.device()));
  }

  /** Sets every element to 0. */
  public static Tensor zeros(Tensor tensor) {
    return constant(tensor, 0);
  }

  /** Sets every element to 1. */
  public static Tensor ones(Tensor tensor) {
    return constant(tensor, 1);
  }

  /** Draws from {@code U(low, high)}, with the thread's default generator. */
  public static Tensor uniform(Tensor tensor, double low, double high) {
    return uniform(tensor, low, high, Generator.threadDefault());
  }

  /**
   * Draws from the uniform distribution over {@code [low, high)}.
   *
   * @throws OptionException if {@code low} is above {@code high}
   */
  public static Tensor uniform(Tensor tensor, double low, double high, Generator generator) {
    if (!(low <= high)) {
      throw new OptionException(
          "uniform: from " + low + " to " + high, "a lower bound not above the upper");
    }
    return draw(
        tensor,
        generator,
        tensor.size(),
        () ->
            Creation.uniform(generator, tensor.shape(), tensor.dtype(), tensor.device())
                .mul(high - low)
                .add(low));
  }

  /** Draws from {@code N(mean, std^2)}, with the thread's default generator. */
  public static Tensor normal(Tensor tensor, double mean, double std) {
    return normal(tensor, mean, std, Generator.threadDefault());
  }

  /**
   * Draws from the normal distribution.
   *
   * @throws OptionException if {@code std} is negative
   */
  public static Tensor normal(Tensor tensor, double mean, double std, Generator generator) {
    if (!(std >= 0)) {
      throw new OptionException("normal: standard deviation " + std, "0 or more");
    }
    return draw(
        tensor,
        generator,
        tensor.size(),
        () ->
            Creation.normal(generator, tensor.shape(), tensor.dtype(), tensor.device())
                .mul(std)
                .add(mean));
  }

  /** Xavier's uniform initialisation with gain 1 and the thread's default generator. */
  public static Tensor xavierUniform(Tensor weight) {
    return xavierUniform(weight, 1, Generator.threadDefault());
  }

  /**
   * Draws from {@code U(-b, b)} with {@code b = gain * sqrt(6 / (fanIn + fanOut))}. Source: Glorot
   * and Bengio, AISTATS 2010.
   */
  public static Tensor xavierUniform(Tensor weight, double gain, Generator generator) {
    double bound = gain * Math.sqrt(6.0 / (fan(weight, Fan.IN) + fan(weight, Fan.OUT)));
    return uniform(weight, -bound, bound, generator);
  }

  /** Xavier's normal initialisation with gain 1 and the thread's default generator. */
  public static Tensor xavierNormal(Tensor weight) {
    return xavierNormal(weight, 1, Generator.threadDefault());
  }

  /** Draws from {@code N(0, s^2)} with {@code s = gain * sqrt(2 / (fanIn + fanOut))}. */
  public static Tensor xavierNormal(Tensor weight, double gain, Generator generator) {
    double std = gain * Math.sqrt(2.0 / (fan(weight, Fan.IN) + fan(weight, Fan.OUT)));
    return normal(weight, 0, std, generator);
  }

  /**
   * Kaiming's uniform initialisation by fan in for ReLU (gain {@code sqrt(2)}), the thread's
   * default generator.
   */
  public static Tensor kaimingUniform(Tensor weight) {
    return kaimingUniform(weight, Fan.IN, leakyReluGain(0), Generator.threadDefault());
  }

  /**
   * Draws from {@code U(-b, b)} with {@code b = gain * sqrt(3 / fan)}. Source: He et al., ICCV
   * 2015.
   */
  public static Tensor kaimingUniform(Tensor weight, Fan fan, double gain, Generator generator) {
    double bound = gain * Math.sqrt(3.0 / fan(weight, fan));
    return uniform(weight, -bound, bound, generator);
  }

  /**
   * Kaiming's normal initialisation by fan in for ReLU (gain {@code sqrt(2)}), the thread's default
   * generator.
   */
  public static Tensor kaimingNormal(Tensor weight) {
    return kaimingNormal(weight, Fan.IN, leakyReluGain(0), Generator.threadDefault());
  }

  /** Draws from {@code N(0, s^2)} with {@code s = gain / sqrt(fan)}. */
  public static Tensor kaimingNormal(Tensor weight, Fan fan, double gain, Generator generator) {
    return normal(weight, 0, gain / Math.sqrt(fan(weight, fan)), generator);
  }

  /**
   * Draws from {@code N(mean, std^2)} as far as it lies in {@code [mean - 2 std, mean + 2 std]},
   * with the thread's default generator.
   */
  public static Tensor truncNormal(Tensor tensor, double mean, double std) {
    return truncNormal(
        tensor, mean, std, mean - 2 * std, mean + 2 * std, Generator.threadDefault());
  }

  /**
   * Draws from the normal distribution as far as it lies between two bounds. PyTorch equivalent:
   * {@code trunc_normal_}, whose bounds are -2 and 2 whatever the deviation.
   *
   * @throws OptionException if {@code std} is not above 0, or the bounds leave nothing or lie
   *     beyond 8 deviations on one side
   */
  public static Tensor truncNormal(
      Tensor tensor, double mean, double std, double low, double high, Generator generator) {
    double from = (low - mean) / std;
    double to = (high - mean) / std;
    if (!(std > 0) || !(low < high) || from > 8 || to < -8) {
      throw new OptionException(
          "truncNormal: N(" + mean + ", " + std + "^2) from " + low + " to " + high,
          "a deviation above 0, and bounds with a part of the distribution between them");
    }
    return draw(
        tensor,
        generator,
        tensor.size(),
        () -> {
          Tensor drawn =
              Creation.uniform(generator, tensor.shape(), DType.FLOAT64, tensor.device());
          // Of the standard normal distribution, erf(x / sqrt(2)) is uniform.
          Tensor bounds = Tensor.of(new double[] {from, to}).mul(Math.sqrt(0.5)).erf();
          double[] ends = bounds.toDoubleArray();
          Tensor root = inverseErf(drawn.mul(ends[1] - ends[0]).add(ends[0]));
          return root.mul(std * Math.sqrt(2)).add(mean).clamp(low, high).to(tensor.dtype());
        });
  }

  /** Returns x with {@code erf(x) = y}, to rounding but for the far ends. */
  private static Tensor inverseErf(Tensor y) {
    // Winitzki's approximation, 2008, is right to 0.2 %; Newton's steps square what is left.
    double a = 0.147;
    Tensor log = y.square().neg().log1p().clamp(-36, 0);
    Tensor half = log.mul(0.5).add(2 / (Math.PI * a));
    Tensor x = half.square().sub(log.div(a)).sqrt().sub(half).sqrt().mul(y.sign());
    for (int step = 0; step < 3; step++) {
      Tensor slope = x.square().neg().exp().mul(2 / Math.sqrt(Math.PI));
      x = x.sub(x.erf().sub(y).div(slope).clamp(-0.1, 0.1));
    }
    return x;
  }

  /** Orthogonal initialisation with gain 1 and the thread's default generator. */
  public static Tensor orthogonal(Tensor weight) {
    return orthogonal(weight, 1, Generator.threadDefault());
  }

  /**
   * Draws a matrix whose rows are orthogonal and of length {@code gain}, or its columns where there
   * are fewer; all such matrices are as likely. A weight {@code [out, in, ...]} is a matrix of
   * {@code out} rows. Source: Saxe, McClelland and Ganguli, ICLR 2014.
   *
   * @throws ShapeException if the weight has fewer than two axes or no elements
   */
  public static Tensor orthogonal(Tensor weight, double gain, Generator generator) {
    fan(weight, Fan.IN);
    int out = (int) weight.size(0);
    int in = (int) (weight.size() / out);
    boolean isWide = out <= in;
    int count = Math.min(out, in);
    int length = Math.max(out, in);
    return draw(
        weight,
        generator,
        (long) count * length,
        () -> {
          double[] rows =
              Creation.normal(generator, Shape.of(count, length), DType.FLOAT64, weight.device())
                  .toDoubleArray();
          Orthonormal.rows(rows, count, length);
          Tensor made = Tensor.of(rows, count, length);
          return (isWide ? made : made.t())
              .reshape(weight.shape().dims())
              .mul(gain)
              .to(weight.dtype())
              .to(weight.device());
        });
  }

  /**
   * Returns the gain {@code sqrt(2 / (1 + slope^2))} of a leaky ReLU, which keeps the variance of
   * its input; slope 0 is ReLU, slope 1 the identity. PyTorch equivalent: {@code
   * calculate_gain("leaky_relu", slope)}.
   */
  public static double leakyReluGain(double slope) {
    return Math.sqrt(2 / (1 + slope * slope));
  }

  /** The functions of which a gain is known. */
  public enum Nonlinearity {
    /** The identity, linear layers and convolutions. */
    LINEAR(1),
    /** The sigmoid. */
    SIGMOID(1),
    /** The hyperbolic tangent. */
    TANH(5.0 / 3),
    /** ReLU; with a slope below 0 see {@link #leakyReluGain}. */
    RELU(Math.sqrt(2)),
    /** SELU, of which this gain makes gradients of deep networks steadier than that of 1 does. */
    SELU(0.75);

    private final double gain;

    Nonlinearity(double gain) {
      this.gain = gain;
    }
  }

  /**
   * Returns the gain with which a layer before a nonlinearity keeps the size of its values: 1 for
   * linear ones and the sigmoid, 5/3 for tanh, sqrt(2) for ReLU, 3/4 for SELU. PyTorch equivalent:
   * {@code torch.nn.init.calculate_gain}.
   */
  public static double calculateGain(Nonlinearity nonlinearity) {
    return nonlinearity.gain;
  }

  /**
   * Sets a matrix to the identity: ones on the diagonal, zeros elsewhere. PyTorch equivalent:
   * {@code torch.nn.init.eye_}.
   *
   * @throws ShapeException if the tensor is no matrix
   */
  public static Tensor eye(Tensor matrix) {
    Shape shape = matrix.shape();
    if (shape.rank() != 2) {
      throw new ShapeException("eye: " + matrix.variable().spec(), "a matrix");
    }
    return assign(
        matrix,
        () ->
            Tensor.arange(shape.dim(0))
                .unsqueeze(1)
                .eq(Tensor.arange(shape.dim(1)))
                .to(matrix.dtype())
                .to(matrix.device()));
  }

  /** Sets the weight of a convolution of one group to {@link #dirac(Tensor, long)}. */
  public static Tensor dirac(Tensor weight) {
    return dirac(weight, 1);
  }

  /**
   * Sets the weight of a convolution to one that hands on as many channels as there are, of each
   * group: 1 in the middle of the kernel where output and input have the same number, 0 elsewhere.
   * PyTorch equivalent: {@code torch.nn.init.dirac_}.
   *
   * @param weight {@code [out, in / groups, kernel...]}
   * @throws ShapeException if the weight has not 3 to 5 axes
   * @throws OptionException if the groups do not divide the outputs
   */
  public static Tensor dirac(Tensor weight, long groups) {
    Shape shape = weight.shape();
    if (shape.rank() < 3 || shape.rank() > 5) {
      throw new ShapeException(
          "dirac: " + weight.variable().spec(), "a weight [out, in / groups, kernel...]");
    }
    if (groups < 1 || shape.dim(0) % groups != 0) {
      throw new OptionException(
          "dirac: " + shape.dim(0) + " outputs in " + groups + " groups",
          "groups of the same number of outputs");
    }
    long outputs = shape.dim(0) / groups;
    long kernel = shape.product(2, shape.rank());
    long middle = 0;
    for (int axis = 2; axis < shape.rank(); axis++) {
      middle = middle * shape.dim(axis) + shape.dim(axis) / 2;
    }
    long at = middle;
    return assign(
        weight,
        () ->
            Tensor.arange(shape.dim(0))
                .remainder((double) outputs)
                .mul((double) kernel)
                .add((double) at)
                .unsqueeze(1)
                .eq(Tensor.arange(shape.dim(1) * kernel))
                .to(weight.dtype())
                .to(weight.device())
                .reshape(shape.dims()));
  }

  private static double fan(Tensor weight, Fan fan) {
    Shape shape = weight.shape();
    if (shape.rank() < 2 || shape.size() == 0) {
      throw new ShapeException(
          "fan of a " + weight.value().spec() + " tensor",
          "a weight [out, in, ...] with elements",
          "use uniform, normal or constant for biases");
    }
    return (double) shape.dim(fan == Fan.IN ? 1 : 0) * shape.product(2, shape.rank());
  }

  /** Assigns values for which so many numbers are drawn, or 0 if that is skipped. */
  private static Tensor draw(
      Tensor tensor, Generator generator, long numbers, Supplier<Tensor> values) {
    if (SKIPPED.get()) {
      generator.take(numbers);
      return zeros(tensor);
    }
    return assign(tensor, values);
  }

  private static Tensor assign(Tensor tensor, Supplier<Tensor> values) {
    try (Autograd.Guard mode = Autograd.noGrad();
        MemoryScope scope = MemoryScope.open()) {
      return tensor.copyInPlace(values.get());
    }
  }
}
