package dev.jacobian.nn;

/**
 * Batch normalisation: each channel by the mean and variance of the whole batch, see {@link
 * RunningNorm}. Input and output {@code [n, channels, height, width]}. Source: Ioffe and Szegedy,
 * ICML 2015. PyTorch equivalent: {@code torch.nn.BatchNorm2d}.
 */
public final class BatchNorm2d extends RunningNorm {
  private static final Kind KIND = new Kind("BatchNorm2d", ", height, width", 2, 2, false);

  /** Makes a layer with PyTorch's defaults. */
  public BatchNorm2d(long channels) {
    this(channels, RunningNormOptions.ofBatch());
  }

  /**
   * Makes a layer.
   *
   * @param channels the size of the input's second axis
   * @throws dev.jacobian.shape.OptionException if there are no channels
   */
  public BatchNorm2d(long channels, RunningNormOptions options) {
    super(KIND, channels, options);
  }
}
