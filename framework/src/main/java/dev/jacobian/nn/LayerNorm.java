package dev.jacobian.nn;

import dev.jacobian.autograd.Autograd;
import dev.jacobian.device.Device;
import dev.jacobian.shape.OptionException;
import dev.jacobian.shape.Shape;
import dev.jacobian.shape.ShapeException;
import dev.jacobian.tensor.Moments;
import dev.jacobian.tensor.Tensor;
import java.util.Arrays;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Layer normalisation: {@code y = (x - mean) / sqrt(var + epsilon) * weight + bias}, with mean and
 * variance (divided by n) over the last axes. Input and output {@code [..., normalizedShape]};
 * parameters {@code weight} (ones) and {@code bias} (zeros) of the normalized shape. Elements that
 * are all equal give 0 exactly. Source: Ba, Kiros and Hinton, 2016. PyTorch equivalent: {@code
 * torch.nn.LayerNorm}.
 */
public final class LayerNorm extends Module {
  private final Shape normalizedShape;
  private final int[] axes;
  private final double epsilon;
  private final @Nullable Parameter weight;
  private final @Nullable Parameter bias;

  /** Makes a layer with PyTorch's defaults. */
  public LayerNorm(long... normalizedShape) {
    this(LayerNormOptions.defaults(), normalizedShape);
  }

  /**
   * Makes a layer.
   *
   * @param normalizedShape sizes of the last axes of the input
   * @throws OptionException if there is none, or one is below 1
   */
  public LayerNorm(LayerNormOptions options, long... normalizedShape) {
    super("LayerNorm(" + join(normalizedShape) + ")");
    if (normalizedShape.length == 0 || Arrays.stream(normalizedShape).anyMatch(size -> size < 1)) {
      throw named(
          new OptionException(
              "a layer without elements to normalise", "at least one size, each 1 or more"));
    }
    this.normalizedShape = Shape.of(normalizedShape);
    this.axes = IntStream.range(-normalizedShape.length, 0).toArray();
    this.epsilon = options.epsilon();
    if (options.affine()) {
      weight =
          registerParameter(
              "weight", Tensor.full(this.normalizedShape, 1, options.dtype(), Device.cpu()));
      bias =
          registerParameter(
              "bias", Tensor.full(this.normalizedShape, 0, options.dtype(), Device.cpu()));
    } else {
      weight = null;
      bias = null;
    }
  }

  private static String join(long[] sizes) {
    return Arrays.stream(sizes).mapToObj(Long::toString).collect(Collectors.joining(", "));
  }

  /** Returns the sizes of the axes that are normalised together. */
  public Shape normalizedShape() {
    return normalizedShape;
  }

  /** Returns what is added to the variance. */
  public double epsilon() {
    return epsilon;
  }

  /** Returns the weight, or null if the layer has none. */
  public @Nullable Parameter weight() {
    return weight;
  }

  /** Returns the bias, or null if the layer has none. */
  public @Nullable Parameter bias() {
    return bias;
  }

  /**
   * Returns the normalised input.
   *
   * @throws ShapeException if the last axes of {@code input} have other sizes
   */
  @Override
  public Tensor forward(Tensor input) {
    Shape shape = input.shape();
    int leading = shape.rank() - axes.length;
    if (leading < 0
        || !Shape.of(Arrays.copyOfRange(shape.dims(), leading, shape.rank()))
            .equals(normalizedShape)) {
      throw named(
          new ShapeException("input " + shape, "[..., " + join(normalizedShape.dims()) + "]"));
    }
    try (Autograd.Guard layer = enter()) {
      Tensor deviation = Moments.deviation(input, axes);
      Tensor variance = deviation.square().mean(true, axes).add(epsilon);
      // Not 1 / root: a variance that is too large for the type gives NaN, not zeros.
      Tensor normalized = deviation.mul(variance.sqrt().div(variance));
      return weight == null || bias == null
          ? normalized
          : normalized.mul(weight.tensor()).add(bias.tensor());
    }
  }
}
