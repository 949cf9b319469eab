package dev.jacobian.nn;

/**
 * Instance normalisation: each channel of each sample by its own mean and variance, see {@link
 * RunningNorm}. Input and output {@code [n, channels, height, width]}; one sample without n too.
 * Source: Ulyanov, Vedaldi and Lempitsky, 2016. PyTorch equivalent: {@code
 * torch.nn.InstanceNorm2d}.
 */
public final class InstanceNorm2d extends RunningNorm {
  private static final Kind KIND = new Kind("InstanceNorm2d", ", height, width", 2, 2, true);

  /** Makes a layer with PyTorch's defaults. */
  public InstanceNorm2d(long channels) {
    this(channels, RunningNormOptions.ofInstance());
  }

  /**
   * Makes a layer.
   *
   * @param channels the size of the axis before the last ones
   * @throws dev.jacobian.shape.OptionException if there are no channels
   */
  public InstanceNorm2d(long channels, RunningNormOptions options) {
    super(KIND, channels, options);
  }
}
