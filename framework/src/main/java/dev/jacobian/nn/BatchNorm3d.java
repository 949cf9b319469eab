package dev.jacobian.nn;

/**
 * Batch normalisation: each channel by the mean and variance of the whole batch, see {@link
 * RunningNorm}. Input and output {@code [n, channels, depth, height, width]}. Source: Ioffe and
 * Szegedy, ICML 2015. PyTorch equivalent: {@code torch.nn.BatchNorm3d}.
 */
public final class BatchNorm3d extends RunningNorm {
  private static final Kind KIND = new Kind("BatchNorm3d", ", depth, height, width", 3, 3, false);

  /** Makes a layer with PyTorch's defaults. */
  public BatchNorm3d(long channels) {
    this(channels, RunningNormOptions.ofBatch());
  }

  /**
   * Makes a layer.
   *
   * @param channels the size of the input's second axis
   * @throws dev.jacobian.shape.OptionException if there are no channels
   */
  public BatchNorm3d(long channels, RunningNormOptions options) {
    super(KIND, channels, options);
  }
}
