package dev.jacobian.optim;

import dev.jacobian.tensor.Tensor;
import java.util.List;

/** Vectors of all parameters, as arrays. */
final class Vectors {
  private Vectors() {}

  static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }

  static double[] scaled(double[] a, double by) {
    return sum(new double[a.length], by, a);
  }

  /** Returns {@code a + by * b}. */
  static double[] sum(double[] a, double by, double[] b) {
    double[] sum = new double[a.length];
    for (int i = 0; i < sum.length; i++) {
      sum[i] = a[i] + by * b[i];
    }
    return sum;
  }

  /** Returns the largest magnitude. */
  static double largest(double[] a) {
    double largest = 0;
    for (double each : a) {
      largest = Math.max(largest, Math.abs(each));
    }
    return largest;
  }

  static double sumOfSizes(double[] a) {
    double sum = 0;
    for (double each : a) {
      sum += Math.abs(each);
    }
    return sum;
  }

  /** Returns vectors of a length as the rows of a matrix. */
  static Tensor rows(List<double[]> vectors, int length) {
    double[] all = new double[vectors.size() * length];
    for (int i = 0; i < vectors.size(); i++) {
      System.arraycopy(vectors.get(i), 0, all, i * length, length);
    }
    return Tensor.of(all, vectors.size(), length);
  }
}
