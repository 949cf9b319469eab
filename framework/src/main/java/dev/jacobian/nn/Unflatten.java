package dev.jacobian.nn;

import dev.jacobian.autograd.Autograd;
import dev.jacobian.shape.ShapeException;
import dev.jacobian.tensor.Tensor;
import java.util.Arrays;

/**
 * Makes several axes of one, the inverse of {@link Flatten}. PyTorch equivalent: {@code
 * torch.nn.Unflatten}.
 */
public final class Unflatten extends Module {
  private final int axis;
  private final long[] sizes;

  /**
   * Makes a layer.
   *
   * @param axis the one that is taken apart, counted from the end if negative
   * @param sizes of the axes in its place; one may be -1, for what is left
   */
  public Unflatten(int axis, long... sizes) {
    super("Unflatten(" + axis + ", " + Arrays.toString(sizes) + ")");
    this.axis = axis;
    this.sizes = sizes.clone();
  }

  /**
   * Returns the input under its new shape.
   *
   * @throws ShapeException if it has not this axis, or the sizes do not fit
   */
  @Override
  public Tensor forward(Tensor input) {
    int at = requireAxis(input.shape(), axis);
    try (Autograd.Guard layer = enter()) {
      return input.unflatten(at, sizes);
    } catch (ShapeException e) {
      throw named(e);
    }
  }
}
