package dev.jacobian.nn.loss;

import dev.jacobian.shape.DataException;
import dev.jacobian.tensor.Tensor;
import java.util.Arrays;

/** Weights for classes of which there are few or many rows. */
public final class ClassWeights {
  private ClassWeights() {}

  /**
   * Returns weights with which every class counts the same in a training set: {@code n / (k *
   * count)} for k classes and n rows in all. scikit-learn equivalent: {@code
   * compute_class_weight("balanced", ...)}.
   *
   * @param counts the rows of each class, at least one of each
   * @return float64 {@code [k]}
   * @throws DataException if a class has no rows, or there are no classes
   */
  public static Tensor balanced(long... counts) {
    if (counts.length == 0) {
      throw new DataException("class weights: no counts", "the number of rows of each class");
    }
    double rows = Arrays.stream(counts).mapToDouble(count -> (double) count).sum();
    double[] weights = new double[counts.length];
    for (int i = 0; i < counts.length; i++) {
      if (counts[i] < 1) {
        throw new DataException(
            "class weights: class " + i + " of " + counts.length + " has " + counts[i] + " rows",
            "at least one row of each class",
            "leave the class out, or give its weight by hand");
      }
      weights[i] = rows / ((double) counts.length * counts[i]);
    }
    return Tensor.of(weights);
  }
}
