package dev.jacobian.nn;

import dev.jacobian.autograd.Autograd;
import dev.jacobian.device.Device;
import dev.jacobian.shape.DType;
import dev.jacobian.shape.OptionException;
import dev.jacobian.shape.Shape;
import dev.jacobian.shape.ShapeException;
import dev.jacobian.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Root mean square normalisation: {@code y = x / sqrt(mean(x^2) + epsilon) * weight}, with the mean
 * over the last axes. Input and output {@code [..., normalizedShape]}; parameter {@code weight}
 * (ones) of the normalized shape. Source: Zhang and Sennrich, NeurIPS 2019. PyTorch equivalent:
 * {@code torch.nn.RMSNorm}.
 */
public final class RMSNorm extends Module {
  private final LastAxes last;
  private final @Nullable Double epsilon;
  private final @Nullable Parameter weight;

  /** Makes a layer with PyTorch's defaults. */
  public RMSNorm(long... normalizedShape) {
    this(RMSNormOptions.defaults(), normalizedShape);
  }

  /**
   * Makes a layer.
   *
   * @param normalizedShape sizes of the last axes of the input
   * @throws OptionException if there is none, or one is below 1
   */
  public RMSNorm(RMSNormOptions options, long... normalizedShape) {
    super("RMSNorm(" + LastAxes.join(normalizedShape) + ")");
    this.last = LastAxes.of(this, normalizedShape);
    this.epsilon = options.epsilon();
    this.weight =
        options.affine()
            ? registerParameter(
                "weight", Tensor.full(last.shape(), 1, options.dtype(), Device.cpu()))
            : null;
  }

  /** Returns the sizes of the axes that are normalised together. */
  public Shape normalizedShape() {
    return last.shape();
  }

  /** Returns the weight, or null if the layer has none. */
  public @Nullable Parameter weight() {
    return weight;
  }

  /**
   * Returns the normalised input.
   *
   * @throws ShapeException if the last axes of {@code input} have other sizes
   */
  @Override
  public Tensor forward(Tensor input) {
    last.requireFit(this, input.shape());
    double added = epsilon == null ? next(input.dtype()) : epsilon;
    try (Autograd.Guard layer = enter()) {
      return Normalization.overRootMeanSquare(
          input, added, last.axes(), Normalization.values(weight));
    }
  }

  private static double next(DType dtype) {
    return dtype == DType.FLOAT32 ? Math.ulp(1f) : Math.ulp(1.0);
  }
}
