package dev.jacobian.nn;

import dev.jacobian.autograd.Autograd;
import dev.jacobian.tensor.Tensor;

/**
 * Softmax of {@code -x} along an axis: positive numbers that add up to 1, the largest for the least
 * x. Any shape with that axis. PyTorch equivalent: {@code torch.nn.Softmin}.
 */
public final class Softmin extends Module {
  private final int axis;

  /** Makes the function along an axis, counted from the end if negative. */
  public Softmin(int axis) {
    super("Softmin(" + axis + ")");
    this.axis = axis;
  }

  /**
   * Returns the numbers.
   *
   * @throws dev.jacobian.shape.ShapeException if the input has not this axis
   */
  @Override
  public Tensor forward(Tensor input) {
    int at = requireAxis(input.shape(), axis);
    try (Autograd.Guard layer = enter()) {
      return input.neg().softmax(at);
    }
  }
}
