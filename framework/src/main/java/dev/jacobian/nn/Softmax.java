package dev.jacobian.nn;

import dev.jacobian.autograd.Autograd;
import dev.jacobian.tensor.Tensor;

/**
 * Softmax: {@code y = e^x / sum e^x} over one axis. Any shape with that axis. Not to be put before
 * {@code CrossEntropyLoss}, which takes logits. PyTorch equivalent: {@code torch.nn.Softmax}, and
 * {@code torch.nn.Softmax2d} with axis -3.
 */
public final class Softmax extends Module {
  private final int axis;

  /**
   * Makes a softmax.
   *
   * @param axis the axis whose elements add up to 1; a negative one counts from the end
   */
  public Softmax(int axis) {
    super("Softmax(" + axis + ")");
    this.axis = axis;
  }

  /** Returns the axis whose elements add up to 1, as it was given. */
  public int axis() {
    return axis;
  }

  /**
   * Returns the softmax of {@code input}.
   *
   * @throws dev.jacobian.shape.ShapeException if it has no such axis
   */
  @Override
  public Tensor forward(Tensor input) {
    requireAxis(input.shape(), axis);
    try (Autograd.Guard layer = enter()) {
      return input.softmax(axis);
    }
  }
}
