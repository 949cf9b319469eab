package dev.jacobian.tensor;

import dev.jacobian.shape.OptionException;

/**
 * The double exponential rule for integrals over v from 0 to infinity of what falls at least
 * exponentially: {@code v = L e^(z - e^-z)} at equal steps of z, where L is the length in which the
 * integrand falls. Source: Takahasi and Mori, "Double exponential formulas for numerical
 * integration", 1974.
 *
 * @param nodes how many places
 * @param first the first z
 * @param last the last z
 */
public record DoubleExponential(int nodes, double first, double last) {
  /** Checks that there are steps. */
  public DoubleExponential {
    if (nodes < 2 || !(first < last)) {
      throw new OptionException(
          "a rule of " + nodes + " places from " + first + " to " + last,
          "at least 2, the first one before the last");
    }
  }

  /** Returns the places {@code v / L}, float64 {@code [nodes]}, on the device of a tensor. */
  public Tensor places(Tensor like) {
    return numbers(like, false);
  }

  /** Returns the weights of the places, to be multiplied by L. */
  public Tensor weights(Tensor like) {
    return numbers(like, true);
  }

  private Tensor numbers(Tensor like, boolean areWeights) {
    double step = (last - first) / (nodes - 1);
    double[] values = new double[nodes];
    for (int i = 0; i < nodes; i++) {
      double z = first + i * step;
      double v = Math.exp(z - Math.exp(-z));
      values[i] = areWeights ? v * (1 + Math.exp(-z)) * step : v;
    }
    return Tensor.of(values).to(like.device());
  }
}
