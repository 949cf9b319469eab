package dev.jacobian.nn;

/**
 * Batch normalisation: each channel by the mean and variance of the whole batch, see {@link
 * RunningNorm}. Input and output {@code [n, channels]} or {@code [n, channels, length]}. Source:
 * Ioffe and Szegedy, ICML 2015. PyTorch equivalent: {@code torch.nn.BatchNorm1d}.
 */
public final class BatchNorm1d extends RunningNorm {
  private static final Kind KIND = new Kind("BatchNorm1d", ", length", 0, 1, false);

  /** Makes a layer with PyTorch's defaults. */
  public BatchNorm1d(long channels) {
    this(channels, RunningNormOptions.ofBatch());
  }

  /**
   * Makes a layer.
   *
   * @param channels the size of the input's second axis
   * @throws dev.jacobian.shape.OptionException if there are no channels
   */
  public BatchNorm1d(long channels, RunningNormOptions options) {
    super(KIND, channels, options);
  }
}
