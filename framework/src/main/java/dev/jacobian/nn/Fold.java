package dev.jacobian.nn;

import dev.jacobian.autograd.Autograd;
import dev.jacobian.shape.OptionException;
import dev.jacobian.shape.Shape;
import dev.jacobian.shape.ShapeException;
import dev.jacobian.tensor.Tensor;

/**
 * Columns added up as windows of an image, the transpose of {@link Unfold}: input {@code [n,
 * channels * kernelHeight * kernelWidth, windows]}, output {@code [n, channels, height, width]};
 * both may lack the axis of the batch. What falls on one place is added in the order of a window's
 * elements, then of the windows. PyTorch equivalent: {@code torch.nn.Fold}.
 */
public final class Fold extends Module {
  private final long height;
  private final long width;
  private final WindowOptions windows;

  /** Makes a layer of square windows, one at each place of the image. */
  public Fold(long height, long width, long kernel) {
    this(height, width, WindowOptions.of(kernel));
  }

  /**
   * Makes a layer.
   *
   * @param height rows of the output
   * @param width columns of the output
   * @throws OptionException if no window fits into the output
   */
  public Fold(long height, long width, WindowOptions windows) {
    super(
        "Fold("
            + height
            + ", "
            + width
            + ", "
            + windows.kernelHeight()
            + ", "
            + windows.kernelWidth()
            + ")");
    if (windows.axis(0).count(height) < 1 || windows.axis(1).count(width) < 1) {
      throw named(
          new OptionException(
              "an image [" + height + ", " + width + "]",
              "one of at least one window " + windows.span()));
    }
    this.height = height;
    this.width = width;
    this.windows = windows;
  }

  /**
   * Returns the image.
   *
   * @throws ShapeException if the input has not as many rows and windows
   */
  @Override
  public Tensor forward(Tensor input) {
    Shape shape = input.shape();
    long size = windows.kernelHeight() * windows.kernelWidth();
    long count = windows.axis(0).count(height) * windows.axis(1).count(width);
    if ((shape.rank() != 2 && shape.rank() != 3)
        || shape.dim(-2) % size != 0
        || shape.dim(-1) != count) {
      throw named(
          new ShapeException(
              "input " + shape, "[n, channels * " + size + ", " + count + "], a column a window"));
    }
    try (Autograd.Guard layer = enter()) {
      boolean isOne = shape.rank() == 2;
      Tensor image = image(isOne ? input.unsqueeze(0) : input, shape.dim(-2) / size, size * count);
      return isOne ? image.squeeze(0) : image;
    }
  }

  private Tensor image(Tensor columns, long channels, long elements) {
    long above = windows.axis(0).padding();
    long before = windows.axis(1).padding();
    long fullHeight = height + 2 * above;
    long fullWidth = width + 2 * before;
    long batch = columns.size(0);
    Tensor source = columns.reshape(batch * channels, elements);
    Tensor places = places(fullWidth).to(columns.device());
    Tensor zeros =
        Tensor.full(
            Shape.of(batch * channels, fullHeight * fullWidth),
            0,
            columns.dtype(),
            columns.device());
    return zeros
        .indexAdd(1, places, source)
        .reshape(batch, channels, fullHeight, fullWidth)
        .slice(2, above, above + height)
        .slice(3, before, before + width);
  }

  /** Returns where each element of each window lies, the elements first. */
  private Tensor places(long fullWidth) {
    Tensor rows = places(windows.axis(0), height).unsqueeze(1).unsqueeze(3);
    Tensor columns = places(windows.axis(1), width).unsqueeze(1).unsqueeze(0);
    return rows.mul((double) fullWidth).add(columns).flatten();
  }

  /** Returns the places along one axis, {@code [kernel, windows]}. */
  private static Tensor places(WindowOptions.Axis axis, long size) {
    Tensor elements = Tensor.arange(axis.kernel()).mul((double) axis.dilation());
    Tensor starts = Tensor.arange(axis.count(size)).mul((double) axis.stride());
    return elements.unsqueeze(1).add(starts);
  }
}
