package dev.jacobian.data.image;

import dev.jacobian.data.Batch;
import dev.jacobian.device.random.RandomState;
import dev.jacobian.tensor.Generator;
import dev.jacobian.tensor.Tensor;

/** What ways to mix the rows of a batch have in common. */
final class Mixing {
  private Mixing() {}

  /** Returns the rows each of which is the one before, the last one in front. */
  static Tensor before(Tensor rows) {
    return rows.roll(1, 0);
  }

  /** Returns {@code share} of each row and the rest of the one before it. */
  static Tensor blend(Tensor rows, double share) {
    return rows.mul(share).add(before(rows).mul(1 - share));
  }

  /** Returns the classes of a batch as probabilities of which each row keeps a share. */
  static Tensor blendClasses(Batch batch, int classes, double share) {
    return blend(batch.targets().oneHot(classes).to(batch.inputs().dtype()), share);
  }

  /** Draws a number from Beta(alpha, alpha). */
  static double beta(double alpha, Generator generator) {
    // The logarithms of two gamma variables: these may be smaller than any double.
    double first = logGamma(alpha, generator);
    return 1 / (1 + Math.exp(first - logGamma(alpha, generator)));
  }

  /**
   * Draws the logarithm of a number from Gamma(alpha, 1). Source: Marsaglia and Tsang, "A simple
   * method for generating gamma variables", 2000.
   */
  private static double logGamma(double alpha, Generator generator) {
    double d = alpha + 1 - 1.0 / 3;
    double c = 1 / Math.sqrt(9 * d);
    while (true) {
      RandomState drawn = generator.take(2);
      double normal = drawn.normal(0);
      double v = Math.pow(1 + c * normal, 3);
      double u = 1 - drawn.uniformDouble(1);
      if (v > 0 && Math.log(u) < normal * normal / 2 + d - d * v + d * Math.log(v)) {
        // Gamma(alpha) is Gamma(alpha + 1) times U^(1 / alpha).
        return Math.log(d * v) + Math.log(1 - generator.take(1).uniformDouble(0)) / alpha;
      }
    }
  }
}
