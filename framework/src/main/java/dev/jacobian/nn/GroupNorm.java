package dev.jacobian.nn;

import dev.jacobian.autograd.Autograd;
import dev.jacobian.device.Device;
import dev.jacobian.shape.OptionException;
import dev.jacobian.shape.Shape;
import dev.jacobian.shape.ShapeException;
import dev.jacobian.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Group normalisation: {@code y = (x - mean) / sqrt(var + epsilon) * weight + bias}, with mean and
 * variance (divided by n) of each group of neighbouring channels of each sample. Input and output
 * {@code [n, channels, ...]}; parameters {@code weight} (ones) and {@code bias} (zeros) {@code
 * [channels]}. Source: Wu and He, ECCV 2018. PyTorch equivalent: {@code torch.nn.GroupNorm}.
 */
public final class GroupNorm extends Module {
  private final int groups;
  private final long channels;
  private final double epsilon;
  private final @Nullable Parameter weight;
  private final @Nullable Parameter bias;

  /** Makes a layer with PyTorch's defaults. */
  public GroupNorm(int groups, long channels) {
    this(groups, channels, LayerNormOptions.defaults());
  }

  /**
   * Makes a layer.
   *
   * @param groups number of groups, 1 or more
   * @param channels the size of the input's second axis, which the groups divide
   * @throws OptionException if they do not
   */
  public GroupNorm(int groups, long channels, LayerNormOptions options) {
    super("GroupNorm(" + groups + ", " + channels + ")");
    if (groups < 1 || channels < 1 || channels % groups != 0) {
      throw named(
          new OptionException(
              channels + " channels in " + groups + " groups",
              "1 group or more, of the same number of channels each"));
    }
    this.groups = groups;
    this.channels = channels;
    this.epsilon = options.epsilon();
    Shape shape = Shape.of(channels);
    boolean affine = options.affine();
    weight =
        affine
            ? registerParameter("weight", Tensor.full(shape, 1, options.dtype(), Device.cpu()))
            : null;
    bias =
        affine
            ? registerParameter("bias", Tensor.full(shape, 0, options.dtype(), Device.cpu()))
            : null;
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
   * Returns the normalised input, of its shape.
   *
   * @throws ShapeException if it has another number of channels
   */
  @Override
  public Tensor forward(Tensor input) {
    Shape shape = input.shape();
    if (shape.rank() < 2 || shape.dim(1) != channels) {
      throw named(new ShapeException("input " + shape, "[n, " + channels + ", ...]"));
    }
    try (Autograd.Guard layer = enter()) {
      long inGroup = channels / groups;
      return Normalization.standardized(
          input,
          epsilon,
          Shape.of(shape.dim(0), groups, inGroup, shape.product(2, shape.rank())),
          new int[] {2, 3},
          perGroup(weight),
          perGroup(bias));
    }
  }

  /** Returns one number for each channel as they lie beside {@code [n, groups, channels, ...]}. */
  private @Nullable Tensor perGroup(@Nullable Parameter numbers) {
    return numbers == null ? null : numbers.tensor().reshape(groups, channels / groups, 1);
  }
}
