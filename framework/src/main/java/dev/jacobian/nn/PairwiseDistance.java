package dev.jacobian.nn;

import dev.jacobian.autograd.Autograd;
import dev.jacobian.shape.OptionException;
import dev.jacobian.tensor.Tensor;

/**
 * The p-norm of {@code a - b + epsilon} along the last axis. Two inputs {@code [n, features]}, or
 * that broadcast; output {@code [n]}. PyTorch equivalent: {@code torch.nn.PairwiseDistance}.
 */
public final class PairwiseDistance extends Module {
  /** The default norm. */
  static final double DEFAULT_P = 2;

  /** The default epsilon. */
  static final double DEFAULT_EPSILON = 1e-6;

  /** Whether the axis stays by default. */
  static final boolean DEFAULT_KEEP_DIM = false;

  private final double p;
  private final double epsilon;
  private final boolean keepDim;

  /** Makes the function with Euclid's norm and epsilon 1e-6. */
  public PairwiseDistance() {
    this(DEFAULT_P);
  }

  /** Makes the function with another norm. */
  public PairwiseDistance(double p) {
    this(p, DEFAULT_EPSILON, DEFAULT_KEEP_DIM);
  }

  /**
   * Makes the function.
   *
   * @param p which norm, 1 or more
   * @param epsilon added to each difference, so that the norm has a gradient at 0
   * @param keepDim whether the last axis stays, with size 1
   * @throws OptionException if p is below 1
   */
  public PairwiseDistance(double p, double epsilon, boolean keepDim) {
    super("PairwiseDistance(" + p + ", " + epsilon + ", " + keepDim + ")");
    if (!(p >= 1)) {
      throw named(new OptionException("p " + p, "1 or more"));
    }
    this.p = p;
    this.epsilon = epsilon;
    this.keepDim = keepDim;
  }

  /**
   * Returns the distances.
   *
   * @throws dev.jacobian.shape.ShapeException if the shapes do not broadcast
   */
  @Override
  public Tensor forward(Tensor first, Tensor second) {
    try (Autograd.Guard layer = enter()) {
      Tensor distances = first.pairwiseDistance(second, p, epsilon);
      return keepDim ? distances.unsqueeze(-1) : distances;
    }
  }
}
