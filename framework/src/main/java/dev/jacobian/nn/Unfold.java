package dev.jacobian.nn;

import dev.jacobian.autograd.Autograd;
import dev.jacobian.shape.Shape;
import dev.jacobian.shape.ShapeException;
import dev.jacobian.tensor.Tensor;

/**
 * Windows of an image as columns: input {@code [n, channels, height, width]}, output {@code [n,
 * channels * kernelHeight * kernelWidth, windows]}, the windows row by row; both may lack the axis
 * of the batch. PyTorch equivalent: {@code torch.nn.Unfold}.
 */
public final class Unfold extends Module {
  private final WindowOptions windows;

  /** Makes a layer of square windows, one at each place. */
  public Unfold(long kernel) {
    this(WindowOptions.of(kernel));
  }

  /** Makes a layer. */
  public Unfold(WindowOptions windows) {
    super("Unfold(" + windows.kernelHeight() + ", " + windows.kernelWidth() + ")");
    this.windows = windows;
  }

  /**
   * Returns the windows.
   *
   * @throws ShapeException if the input is no image, or smaller than a window
   */
  @Override
  public Tensor forward(Tensor input) {
    Shape shape = input.shape();
    if (shape.rank() != 3 && shape.rank() != 4) {
      throw named(new ShapeException("input " + shape, "[n, channels, height, width]"));
    }
    try (Autograd.Guard layer = enter()) {
      boolean isOne = shape.rank() == 3;
      Tensor columns = columns(isOne ? input.unsqueeze(0) : input);
      return isOne ? columns.squeeze(0) : columns;
    }
  }

  private Tensor columns(Tensor images) {
    Shape shape = images.shape();
    WindowOptions.Axis down = windows.axis(0);
    WindowOptions.Axis across = windows.axis(1);
    long rows = down.count(shape.dim(2));
    long columns = across.count(shape.dim(3));
    if (rows < 1 || columns < 1) {
      throw named(
          new ShapeException(
              "input " + shape, "an image of at least one window " + windows.span()));
    }
    Tensor places =
        images
            .pad(2, down.padding(), down.padding())
            .pad(3, across.padding(), across.padding())
            .unfold(2, down.span(), down.stride())
            .unfold(3, across.span(), across.stride())
            .slice(4, 0, down.span(), down.dilation())
            .slice(5, 0, across.span(), across.dilation());
    long size = shape.dim(1) * windows.kernelHeight() * windows.kernelWidth();
    return places.permute(0, 1, 4, 5, 2, 3).reshape(shape.dim(0), size, rows * columns);
  }
}
