package dev.jacobian.nn;

/**
 * Instance normalisation: each channel of each sample by its own mean and variance, see {@link
 * RunningNorm}. Input and output {@code [n, channels, length]}; one sample without n too. Source:
 * Ulyanov, Vedaldi and Lempitsky, 2016. PyTorch equivalent: {@code torch.nn.InstanceNorm1d}.
 */
public final class InstanceNorm1d extends RunningNorm {
  private static final Kind KIND = new Kind("InstanceNorm1d", ", length", 1, 1, true);

  /** Makes a layer with PyTorch's defaults. */
  public InstanceNorm1d(long channels) {
    this(channels, RunningNormOptions.ofInstance());
  }

  /**
   * Makes a layer.
   *
   * @param channels the size of the axis before the last ones
   * @throws dev.jacobian.shape.OptionException if there are no channels
   */
  public InstanceNorm1d(long channels, RunningNormOptions options) {
    super(KIND, channels, options);
  }
}
