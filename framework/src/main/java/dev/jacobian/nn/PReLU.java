package dev.jacobian.nn;

import dev.jacobian.autograd.Autograd;
import dev.jacobian.device.Device;
import dev.jacobian.shape.DType;
import dev.jacobian.shape.OptionException;
import dev.jacobian.shape.Shape;
import dev.jacobian.shape.ShapeException;
import dev.jacobian.tensor.Tensor;

/**
 * Leaky rectified linear unit whose slopes are learned: {@code y = x} where x is above 0, else
 * {@code weight * x}. Any shape; with a slope for each channel {@code [n, channels, ...]}.
 * Parameter {@code weight} {@code [slopes]}, 0.25 at first. Source: He et al., ICCV 2015. PyTorch
 * equivalent: {@code torch.nn.PReLU}.
 */
public final class PReLU extends Module {
  /** The default of the first slope. */
  static final double DEFAULT_SLOPE = 0.25;

  private final Parameter weight;

  /** Makes the activation with one slope. */
  public PReLU() {
    this(1);
  }

  /** Makes the activation with slopes of 0.25 in float32. */
  public PReLU(long slopes) {
    this(slopes, DEFAULT_SLOPE, DType.FLOAT32);
  }

  /**
   * Makes the activation.
   *
   * @param slopes 1, or the number of channels
   * @param slope what they are at first
   * @param dtype type of the weight, floating point
   * @throws OptionException if there are no slopes
   */
  public PReLU(long slopes, double slope, DType dtype) {
    super("PReLU(" + slopes + ")");
    if (slopes < 1) {
      throw named(new OptionException("an activation without slopes", "1, or one per channel"));
    }
    weight = registerParameter("weight", Tensor.full(Shape.of(slopes), slope, dtype, Device.cpu()));
  }

  /** Returns the slopes. */
  public Parameter weight() {
    return weight;
  }

  /**
   * Returns the activation.
   *
   * @throws ShapeException if there are several slopes and another number of channels
   */
  @Override
  public Tensor forward(Tensor input) {
    Shape shape = input.shape();
    long slopes = weight.tensor().size();
    if (slopes > 1 && (shape.rank() < 2 || shape.dim(1) != slopes)) {
      throw named(new ShapeException("input " + shape, "[n, " + slopes + ", ...]"));
    }
    try (Autograd.Guard layer = enter()) {
      Tensor slope =
          slopes > 1
              ? Normalization.perChannel(weight.tensor(), shape.rank())
              : weight.tensor().reshape();
      return input.gt(0).where(input, input.mul(slope));
    }
  }
}
