package dev.jacobian.models;

import dev.jacobian.tensor.Tensor;
import java.util.Arrays;

/**
 * A shift and a scale per column: {@code scaled = (x - shift) / scale}. The numbers are Java
 * arrays, since tensors may be released by a memory scope around a fit.
 */
final class Scaling {
  private final double[] shift;
  private final double[] scale;

  private Scaling(double[] shift, double[] scale) {
    this.shift = shift;
    this.scale = scale;
  }

  /**
   * Returns the scaling to mean 0 and standard deviation 1. A constant column is only shifted.
   *
   * @param x float64 {@code [n, columns]}
   * @param centre whether to shift; without, columns are scaled to a mean square of 1, which keeps
   *     0 where it is
   */
  static Scaling standard(Tensor x, boolean centre) {
    Scaling none = none(x.size(1));
    double[] mean = centre ? x.mean(false, 0).toDoubleArray() : none.shift;
    double[] spread = x.sub(Tensor.of(mean)).square().mean(false, 0).sqrt().toDoubleArray();
    for (int j = 0; j < spread.length; j++) {
      spread[j] = spread[j] == 0 ? 1 : spread[j];
    }
    return new Scaling(mean, spread);
  }

  /** Returns the scaling that changes nothing. */
  static Scaling none(long columns) {
    double[] ones = new double[Math.toIntExact(columns)];
    Arrays.fill(ones, 1);
    return new Scaling(new double[ones.length], ones);
  }

  /** Returns scaled columns of a float64 matrix. */
  Tensor apply(Tensor x) {
    return x.sub(Tensor.of(shift)).div(Tensor.of(scale));
  }

  /** Returns the columns of a float64 matrix in their original units. */
  Tensor invert(Tensor scaled) {
    return scaled.mul(Tensor.of(scale)).add(Tensor.of(shift));
  }

  /** Returns the number of columns. */
  int columns() {
    return shift.length;
  }

  /** Returns what is subtracted from a column. */
  double shift(int column) {
    return shift[column];
  }

  /** Returns what a column is divided by; not 0. */
  double scale(int column) {
    return scale[column];
  }
}
