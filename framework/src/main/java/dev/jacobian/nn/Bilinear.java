package dev.jacobian.nn;

import dev.jacobian.autograd.Autograd;
import dev.jacobian.device.Device;
import dev.jacobian.shape.OptionException;
import dev.jacobian.shape.Shape;
import dev.jacobian.shape.ShapeException;
import dev.jacobian.tensor.Generator;
import dev.jacobian.tensor.Tensor;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Bilinear map with bias: {@code y[k] = a W[k] b^T + c[k]}. Two inputs {@code [..., in1]} and
 * {@code [..., in2]}, output {@code [..., out]}; parameters {@code weight [out, in1, in2]} and
 * {@code bias [out]}, both drawn from {@code U(-1/sqrt(in1), 1/sqrt(in1))}. PyTorch equivalent:
 * {@code torch.nn.Bilinear}.
 */
public final class Bilinear extends Module {
  private final int in1Features;
  private final int in2Features;
  private final int outFeatures;
  private final Parameter weight;
  private final @Nullable Parameter bias;

  /** Makes a layer with bias, initialised from the thread's default generator. */
  public Bilinear(int in1Features, int in2Features, int outFeatures) {
    this(
        in1Features, in2Features, outFeatures, LinearOptions.defaults(), Generator.threadDefault());
  }

  /**
   * Makes a layer.
   *
   * @param in1Features size of the first input's last axis
   * @param in2Features size of the second input's last axis
   * @param outFeatures size of the output's last axis
   * @throws OptionException if a number of features is below 1
   */
  public Bilinear(
      int in1Features,
      int in2Features,
      int outFeatures,
      LinearOptions options,
      Generator generator) {
    super(
        "Bilinear("
            + in1Features
            + ", "
            + in2Features
            + ", "
            + outFeatures
            + (options.bias() ? ")" : ", bias=false)"));
    if (in1Features < 1 || in2Features < 1 || outFeatures < 1) {
      throw named(
          new OptionException(
              "a layer without features", "at least 1 feature of each input and of the output"));
    }
    this.in1Features = in1Features;
    this.in2Features = in2Features;
    this.outFeatures = outFeatures;
    weight = drawn("weight", options, generator, outFeatures, in1Features, in2Features);
    bias = options.bias() ? drawn("bias", options, generator, outFeatures) : null;
  }

  private Parameter drawn(String name, LinearOptions options, Generator generator, long... dims) {
    Parameter parameter =
        registerParameter(name, Tensor.full(Shape.of(dims), 0, options.dtype(), Device.cpu()));
    double bound = 1 / Math.sqrt(in1Features);
    Init.uniform(parameter.tensor(), -bound, bound, generator);
    return parameter;
  }

  /** Returns the weight, {@code [out, in1, in2]}. */
  public Parameter weight() {
    return weight;
  }

  /** Returns the bias, {@code [out]}, or null if the layer has none. */
  public @Nullable Parameter bias() {
    return bias;
  }

  /**
   * Returns the map of both inputs.
   *
   * @throws ShapeException if they have other features, or differ in other axes
   */
  @Override
  public Tensor forward(Tensor first, Tensor second) {
    long[] rows = withoutLast(first.shape());
    if (first.shape().rank() < 1
        || second.shape().rank() < 1
        || first.size(-1) != in1Features
        || second.size(-1) != in2Features
        || !Arrays.equals(rows, withoutLast(second.shape()))) {
      throw named(
          new ShapeException(
              "inputs " + first.shape() + " and " + second.shape(),
              "[..., " + in1Features + "] and [..., " + in2Features + "]"));
    }
    try (Autograd.Guard layer = enter()) {
      long count = first.size() / in1Features;
      Tensor maps = weight.tensor().permute(1, 0, 2).reshape(in1Features, -1);
      Tensor half =
          first.reshape(count, in1Features).matmul(maps).reshape(count, outFeatures, in2Features);
      Tensor products = half.mul(second.reshape(count, 1, in2Features)).sum(false, -1);
      long[] dims = Arrays.copyOf(rows, rows.length + 1);
      dims[rows.length] = outFeatures;
      Tensor output = products.reshape(dims);
      return bias == null ? output : output.add(bias.tensor());
    }
  }

  private static long[] withoutLast(Shape shape) {
    return Arrays.copyOf(shape.dims(), Math.max(0, shape.rank() - 1));
  }
}
