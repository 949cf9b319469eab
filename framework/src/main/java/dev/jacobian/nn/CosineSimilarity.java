package dev.jacobian.nn;

import dev.jacobian.autograd.Autograd;
import dev.jacobian.shape.OptionException;
import dev.jacobian.tensor.Tensor;

/**
 * Cosine of the angle of vectors along an axis: {@code sum(a b) / (max(|a|, epsilon) max(|b|,
 * epsilon))}, with the gradient of the lengths themselves. Two inputs of one shape, or that
 * broadcast; output without the axis. PyTorch equivalent: {@code torch.nn.CosineSimilarity}.
 */
public final class CosineSimilarity extends Module {
  /** The default axis. */
  static final int DEFAULT_AXIS = 1;

  /** The default epsilon. */
  static final double DEFAULT_EPSILON = 1e-8;

  private final int axis;
  private final double epsilon;

  /** Makes the function along axis 1 with epsilon 1e-8. */
  public CosineSimilarity() {
    this(DEFAULT_AXIS);
  }

  /** Makes the function along an axis with epsilon 1e-8. */
  public CosineSimilarity(int axis) {
    this(axis, DEFAULT_EPSILON);
  }

  /**
   * Makes the function.
   *
   * @param axis counted from the end if negative
   * @param epsilon the least length that is divided by
   * @throws OptionException if epsilon is negative
   */
  public CosineSimilarity(int axis, double epsilon) {
    super("CosineSimilarity(" + axis + ", " + epsilon + ")");
    if (!(epsilon >= 0)) {
      throw named(new OptionException("epsilon " + epsilon, "0 or more"));
    }
    this.axis = axis;
    this.epsilon = epsilon;
  }

  /**
   * Returns the cosines.
   *
   * @throws dev.jacobian.shape.ShapeException if the shapes do not broadcast or have not the axis
   */
  @Override
  public Tensor forward(Tensor first, Tensor second) {
    int rank = Math.max(first.shape().rank(), second.shape().rank());
    // Counted from the end, an axis is the same one in both inputs.
    int at =
        requireAxis(first.shape().rank() == rank ? first.shape() : second.shape(), axis) - rank;
    try (Autograd.Guard layer = enter()) {
      return first.cosineSimilarity(second, at, epsilon);
    }
  }
}
