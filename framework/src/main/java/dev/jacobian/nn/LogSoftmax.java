package dev.jacobian.nn;

import dev.jacobian.autograd.Autograd;
import dev.jacobian.tensor.Tensor;

/**
 * The logarithm of softmax: {@code y = x - ln sum e^x} over one axis, without overflow. Any shape
 * with that axis; what {@code NLLLoss} takes. PyTorch equivalent: {@code torch.nn.LogSoftmax}.
 */
public final class LogSoftmax extends Module {
  private final int axis;

  /**
   * Makes the layer.
   *
   * @param axis the axis whose probabilities add up to 1; a negative one counts from the end
   */
  public LogSoftmax(int axis) {
    super("LogSoftmax(" + axis + ")");
    this.axis = axis;
  }

  /**
   * Returns the logarithm of the softmax of {@code input}.
   *
   * @throws dev.jacobian.shape.ShapeException if it has no such axis
   */
  @Override
  public Tensor forward(Tensor input) {
    requireAxis(input.shape(), axis);
    try (Autograd.Guard layer = enter()) {
      return input.logSoftmax(axis);
    }
  }
}
