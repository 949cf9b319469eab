package dev.jacobian.nn;

import dev.jacobian.autograd.Autograd;
import dev.jacobian.device.Device;
import dev.jacobian.shape.DType;
import dev.jacobian.shape.DTypeException;
import dev.jacobian.shape.OptionException;
import dev.jacobian.shape.Shape;
import dev.jacobian.shape.ShapeException;
import dev.jacobian.tensor.Generator;
import dev.jacobian.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Linear map with bias: {@code y = x W^T + b}. Input {@code [..., in]}, output {@code [..., out]};
 * parameters {@code weight [out, in]} and {@code bias [out]}, both drawn from {@code U(-1/sqrt(in),
 * 1/sqrt(in))}. PyTorch equivalent: {@code torch.nn.Linear}.
 */
public final class Linear extends Module {
  private final int inFeatures;
  private final int outFeatures;
  private final Parameter weight;
  private final @Nullable Parameter bias;

  /** Makes a layer with bias, initialised from the thread's default generator. */
  public Linear(int inFeatures, int outFeatures) {
    this(inFeatures, outFeatures, LinearOptions.defaults());
  }

  /** Makes a layer with or without bias, initialised from the thread's default generator. */
  public Linear(int inFeatures, int outFeatures, boolean bias) {
    this(inFeatures, outFeatures, LinearOptions.defaults().withBias(bias));
  }

  /** Makes a layer, initialised from the thread's default generator. */
  public Linear(int inFeatures, int outFeatures, LinearOptions options) {
    this(inFeatures, outFeatures, options, Generator.threadDefault());
  }

  /** Makes a layer with bias, initialised from {@code generator}. */
  public Linear(int inFeatures, int outFeatures, Generator generator) {
    this(inFeatures, outFeatures, LinearOptions.defaults(), generator);
  }

  /**
   * Makes a layer.
   *
   * @param inFeatures size of the input's last axis
   * @param outFeatures size of the output's last axis
   * @throws OptionException if a number of features is below 1
   */
  public Linear(int inFeatures, int outFeatures, LinearOptions options, Generator generator) {
    super("Linear(" + inFeatures + ", " + outFeatures + (options.bias() ? ")" : ", bias=false)"));
    if (inFeatures < 1 || outFeatures < 1) {
      throw named(
          new OptionException("a layer without features", "at least 1 input and 1 output feature"));
    }
    this.inFeatures = inFeatures;
    this.outFeatures = outFeatures;
    weight = registerParameter("weight", empty(options.dtype(), outFeatures, inFeatures));
    Init.kaimingUniform(weight.tensor(), Init.Fan.IN, Init.leakyReluGain(Math.sqrt(5)), generator);
    if (options.bias()) {
      bias = registerParameter("bias", empty(options.dtype(), outFeatures));
      double bound = 1 / Math.sqrt(inFeatures);
      Init.uniform(bias.tensor(), -bound, bound, generator);
    } else {
      bias = null;
    }
  }

  private Linear(Parameter weight, int inFeatures, int outFeatures) {
    super("Linear(" + inFeatures + ", " + outFeatures + ", bias=false)");
    this.inFeatures = inFeatures;
    this.outFeatures = outFeatures;
    this.weight = registerParameter("weight", weight);
    this.bias = null;
  }

  /**
   * Returns a layer without bias whose weight is another module's too, such as the output layer of
   * a language model, which shares that of its embedding. Both have it in their state; it is
   * trained once. PyTorch equivalent: {@code head.weight = embedding.weight}.
   *
   * @param weight {@code [out, in]}
   * @throws ShapeException if it is no matrix
   */
  public static Linear tied(Parameter weight) {
    Shape shape = weight.tensor().shape();
    if (shape.rank() != 2) {
      throw new ShapeException("Linear: the weight is " + shape, "a matrix [out, in]");
    }
    return new Linear(weight, (int) shape.dim(1), (int) shape.dim(0));
  }

  private static Tensor empty(DType dtype, long... dims) {
    return Tensor.full(Shape.of(dims), 0, dtype, Device.cpu());
  }

  /** Returns the weight, {@code [out, in]}. */
  public Parameter weight() {
    return weight;
  }

  /** Returns the bias, {@code [out]}, or null if the layer has none. */
  public @Nullable Parameter bias() {
    return bias;
  }

  /** Returns the size of the input's last axis. */
  public int inFeatures() {
    return inFeatures;
  }

  /** Returns the size of the output's last axis. */
  public int outFeatures() {
    return outFeatures;
  }

  /**
   * Returns {@code input W^T + b}.
   *
   * @throws ShapeException if the last axis of {@code input} has not {@code in} elements
   * @throws DTypeException if its dtype is not the parameters'
   */
  @Override
  public Tensor forward(Tensor input) {
    Shape shape = input.shape();
    if (shape.rank() == 0 || shape.dim(-1) != inFeatures) {
      throw named(new ShapeException("input " + shape, "[..., " + inFeatures + "]"));
    }
    Tensor matrix = weight.tensor();
    if (input.dtype() != matrix.dtype()) {
      throw named(
          new DTypeException(
              "input " + input.value().spec() + ", weight " + matrix.value().spec(),
              "an input of the weight's dtype",
              "input.to(DType." + matrix.dtype().name() + ")"));
    }
    try (Autograd.Guard layer = enter()) {
      Tensor product = input.matmulTransposed(matrix);
      return bias == null ? product : product.add(bias.tensor());
    }
  }
}
