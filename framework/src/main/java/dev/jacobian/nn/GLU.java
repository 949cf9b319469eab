package dev.jacobian.nn;

import dev.jacobian.autograd.Autograd;
import dev.jacobian.shape.ShapeException;
import dev.jacobian.tensor.Tensor;

/**
 * Gated linear unit: {@code y = a * sigmoid(b)} with the halves a and b of the input along an axis,
 * which is half as long in the output. Source: Dauphin et al., ICML 2017. PyTorch equivalent:
 * {@code torch.nn.GLU}.
 */
public final class GLU extends Module {
  /** The default axis. */
  static final int DEFAULT_AXIS = -1;

  private final int axis;

  /** Makes the activation along the last axis. */
  public GLU() {
    this(DEFAULT_AXIS);
  }

  /** Makes the activation along an axis, counted from the end if negative. */
  public GLU(int axis) {
    super("GLU(" + axis + ")");
    this.axis = axis;
  }

  /**
   * Returns the gated half.
   *
   * @throws ShapeException if the input has not this axis, or its size is odd
   */
  @Override
  public Tensor forward(Tensor input) {
    int at = requireAxis(input.shape(), axis);
    try (Autograd.Guard layer = enter()) {
      return input.glu(at);
    } catch (ShapeException e) {
      throw named(e);
    }
  }
}
