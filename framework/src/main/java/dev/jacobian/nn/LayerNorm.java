package dev.jacobian.nn;

import dev.jacobian.autograd.Autograd;
import dev.jacobian.device.Device;
import dev.jacobian.shape.OptionException;
import dev.jacobian.shape.Shape;
import dev.jacobian.shape.ShapeException;
import dev.jacobian.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Layer normalisation: {@code y = (x - mean) / sqrt(var + epsilon) * weight + bias}, with mean and
 * variance (divided by n) over the last axes. Input and output {@code [..., normalizedShape]};
 * parameters {@code weight} (ones) and {@code bias} (zeros) of the normalized shape. Elements that
 * are all equal give 0 exactly. Source: Ba, Kiros and Hinton, 2016. PyTorch equivalent: {@code
 * torch.nn.LayerNorm}.
 */
public final class LayerNorm extends Module {
  private final LastAxes last;
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
    super("LayerNorm(" + LastAxes.join(normalizedShape) + ")");
    this.last = LastAxes.of(this, normalizedShape);
    this.epsilon = options.epsilon();
    if (options.affine()) {
      weight =
          registerParameter("weight", Tensor.full(last.shape(), 1, options.dtype(), Device.cpu()));
      bias = registerParameter("bias", Tensor.full(last.shape(), 0, options.dtype(), Device.cpu()));
    } else {
      weight = null;
      bias = null;
    }
  }

  /** Returns the sizes of the axes that are normalised together. */
  public Shape normalizedShape() {
    return last.shape();
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
    last.requireFit(this, input.shape());
    try (Autograd.Guard layer = enter()) {
      return Normalization.standardized(
          input,
          epsilon,
          input.shape(),
          last.axes(),
          Normalization.values(weight),
          Normalization.values(bias));
    }
  }
}
