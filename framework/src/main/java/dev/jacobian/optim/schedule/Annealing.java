package dev.jacobian.optim.schedule;

/**
 * The curve between two learning rates or momentums. PyTorch equivalent: {@code anneal_strategy}.
 */
public enum Annealing {
  /** Half a cosine, flat at both ends. */
  COS {
    @Override
    double between(double start, double end, double done) {
      return end + (start - end) / 2 * (1 + Math.cos(Math.PI * done));
    }
  },
  /** A line. */
  LINEAR {
    @Override
    double between(double start, double end, double done) {
      return (end - start) * done + start;
    }
  };

  /**
   * Returns the number on the way.
   *
   * @param done part of the way, in [0, 1]
   */
  abstract double between(double start, double end, double done);
}
