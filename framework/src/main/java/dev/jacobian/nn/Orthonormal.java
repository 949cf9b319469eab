package dev.jacobian.nn;

/** Makes vectors orthonormal by Gram and Schmidt's process. */
final class Orthonormal {
  private Orthonormal() {}

  /**
   * Takes from each row what lies along the rows before it, and brings it to length 1.
   *
   * @param rows row-major, linearly independent
   */
  static void rows(double[] rows, int count, int length) {
    for (int i = 0; i < count; i++) {
      // What rounding leaves of the first pass, the second takes away.
      for (int pass = 0; pass < 2; pass++) {
        for (int j = 0; j < i; j++) {
          double along = dot(rows, i * length, j * length, length);
          for (int k = 0; k < length; k++) {
            rows[i * length + k] -= along * rows[j * length + k];
          }
        }
      }
      double scale = 1 / Math.sqrt(dot(rows, i * length, i * length, length));
      for (int k = 0; k < length; k++) {
        rows[i * length + k] *= scale;
      }
    }
  }

  private static double dot(double[] rows, int a, int b, int length) {
    double sum = 0;
    for (int k = 0; k < length; k++) {
      sum += rows[a + k] * rows[b + k];
    }
    return sum;
  }
}
