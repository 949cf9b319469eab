package dev.jacobian.nn;

import dev.jacobian.autograd.Autograd;
import dev.jacobian.shape.OptionException;
import dev.jacobian.shape.ShapeException;
import dev.jacobian.tensor.Tensor;

/**
 * Channels over the strength of their neighbours: {@code y = x / (k + alpha * m)^beta} with the
 * mean m of the squares of {@code size} channels around each, where channels beyond the ends count
 * as 0. Input and output {@code [n, channels, ...]}. Source: Krizhevsky, Sutskever and Hinton,
 * NeurIPS 2012. PyTorch equivalent: {@code torch.nn.LocalResponseNorm}.
 */
public final class LocalResponseNorm extends Module {
  private final long size;
  private final Options options;

  /**
   * What the layer may be asked for.
   *
   * @param alpha factor of the mean square
   * @param beta the power
   * @param k what is added to the mean square
   */
  public record Options(double alpha, double beta, double k) {
    /** Returns PyTorch's defaults: alpha 1e-4, beta 0.75, k 1. */
    public static Options defaults() {
      return new Options(1e-4, 0.75, 1);
    }

    /** Returns these options with another factor. */
    public Options withAlpha(double value) {
      return new Options(value, beta, k);
    }

    /** Returns these options with another power. */
    public Options withBeta(double value) {
      return new Options(alpha, value, k);
    }

    /** Returns these options with another constant. */
    public Options withK(double value) {
      return new Options(alpha, beta, value);
    }
  }

  /** Makes a layer with PyTorch's defaults. */
  public LocalResponseNorm(long size) {
    this(size, Options.defaults());
  }

  /**
   * Makes a layer.
   *
   * @param size how many channels are looked at for each
   * @throws OptionException if it is below 1
   */
  public LocalResponseNorm(long size, Options options) {
    super("LocalResponseNorm(" + size + ")");
    if (size < 1) {
      throw named(new OptionException("a size of " + size + " channels", "1 or more"));
    }
    this.size = size;
    this.options = options;
  }

  /**
   * Returns the normalised channels.
   *
   * @throws ShapeException if the input has fewer than three axes
   */
  @Override
  public Tensor forward(Tensor input) {
    if (input.shape().rank() < 3) {
      throw named(new ShapeException("input " + input.shape(), "[n, channels, ...]"));
    }
    try (Autograd.Guard layer = enter()) {
      Tensor squares = input.square().pad(1, size / 2, (size - 1) / 2);
      Tensor mean = squares.unfold(1, size, 1).mean(false, -1);
      return input.div(mean.mul(options.alpha).add(options.k).pow(options.beta));
    }
  }
}
