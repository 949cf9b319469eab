package dev.jacobian.nn;

import dev.jacobian.autograd.Autograd;
import dev.jacobian.shape.OptionException;
import dev.jacobian.shape.Shape;
import dev.jacobian.shape.ShapeException;
import dev.jacobian.tensor.Tensor;
import java.util.stream.LongStream;

/**
 * Channels of groups in turns: the first of each group, then the second of each, and so on. Input
 * and output {@code [n, channels, ...]}. Source: Zhang et al., CVPR 2018. PyTorch equivalent:
 * {@code torch.nn.ChannelShuffle}.
 */
public final class ChannelShuffle extends Module {
  private final long groups;

  /**
   * Makes a layer.
   *
   * @throws OptionException if there is no group
   */
  public ChannelShuffle(long groups) {
    super("ChannelShuffle(" + groups + ")");
    if (groups < 1) {
      throw named(new OptionException(groups + " groups", "1 or more"));
    }
    this.groups = groups;
  }

  /**
   * Returns the channels in their new order.
   *
   * @throws ShapeException if the groups do not divide the channels
   */
  @Override
  public Tensor forward(Tensor input) {
    Shape shape = input.shape();
    if (shape.rank() < 3 || shape.dim(1) % groups != 0) {
      throw named(
          new ShapeException(
              "input " + shape, "[n, channels, ...] with a multiple of " + groups + " channels"));
    }
    long[] grouped =
        LongStream.concat(
                LongStream.of(shape.dim(0), groups, shape.dim(1) / groups),
                LongStream.of(shape.dims()).skip(2))
            .toArray();
    try (Autograd.Guard layer = enter()) {
      return input.reshape(grouped).transpose(1, 2).reshape(shape.dims());
    }
  }
}
