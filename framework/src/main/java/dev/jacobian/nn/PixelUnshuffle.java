package dev.jacobian.nn;

import dev.jacobian.autograd.Autograd;
import dev.jacobian.shape.OptionException;
import dev.jacobian.shape.Shape;
import dev.jacobian.shape.ShapeException;
import dev.jacobian.tensor.Tensor;

/**
 * Places of squares of the image as channels, the inverse of {@link PixelShuffle}. Input {@code [n,
 * channels, height, width]}, output {@code [n, channels * factor * factor, height / factor, width /
 * factor]}; both may lack the axis of the batch. PyTorch equivalent: {@code
 * torch.nn.PixelUnshuffle}.
 */
public final class PixelUnshuffle extends Module {
  private final int factor;

  /**
   * Makes a layer that makes images smaller by a factor.
   *
   * @throws OptionException if the factor is below 1
   */
  public PixelUnshuffle(int factor) {
    super("PixelUnshuffle(" + factor + ")");
    if (factor < 1) {
      throw named(new OptionException("factor " + factor, "1 or more"));
    }
    this.factor = factor;
  }

  /**
   * Returns the smaller image.
   *
   * @throws ShapeException if the factor does not divide height and width
   */
  @Override
  public Tensor forward(Tensor input) {
    Shape shape = input.shape();
    int rank = shape.rank();
    if (rank < 3 || rank > 4 || shape.dim(-2) % factor != 0 || shape.dim(-1) % factor != 0) {
      throw named(
          new ShapeException(
              "input " + shape,
              "[n, channels, height, width] with height and width that " + factor + " divides"));
    }
    long channels = shape.dim(-3);
    long height = shape.dim(-2) / factor;
    long width = shape.dim(-1) / factor;
    try (Autograd.Guard layer = enter()) {
      Tensor squares =
          input.reshape(rank == 4 ? shape.dim(0) : 1, channels, height, factor, width, factor);
      Tensor places = squares.permute(0, 1, 3, 5, 2, 4);
      long[] dims = shape.dims().clone();
      dims[rank - 3] = channels * factor * factor;
      dims[rank - 2] = height;
      dims[rank - 1] = width;
      return places.reshape(dims);
    }
  }
}
