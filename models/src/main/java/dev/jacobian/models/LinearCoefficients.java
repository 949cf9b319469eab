package dev.jacobian.models;

/**
 * The numbers of a linear model with one output: {@code level + sum slopes_j (x_j - centre_j)}.
 * With a centre among the rows, values are exact where the intercept is a large number that slopes
 * times large features take away again.
 */
final class LinearCoefficients {
  private final double[] slopes;
  private final double[] centre;
  private final double level;

  /**
   * Makes a model.
   *
   * @param slopes one per feature; kept, not copied
   * @param intercept the constant term; 0 if the model has none
   */
  LinearCoefficients(double[] slopes, double intercept) {
    this(slopes, new double[slopes.length], intercept);
  }

  /**
   * Makes a model.
   *
   * @param slopes one per feature; kept, not copied
   * @param centre a row of features; kept, not copied
   * @param level the model's value there
   */
  LinearCoefficients(double[] slopes, double[] centre, double level) {
    this.slopes = slopes;
    this.centre = centre;
    this.level = level;
  }

  /** Returns a copy of the slopes. */
  double[] slopes() {
    return slopes.clone();
  }

  double slope(int feature) {
    return slopes[feature];
  }

  /** Returns the model's value where all features are 0. */
  double intercept() {
    return at(new double[slopes.length]);
  }

  /** Returns the model's value at a row of features. */
  double at(double[] row) {
    double value = level;
    for (int j = 0; j < slopes.length; j++) {
      value += slopes[j] * (row[j] - centre[j]);
    }
    return value;
  }

  /**
   * Returns the model whose target was divided by {@code scale} after {@code shift} had been
   * subtracted.
   */
  LinearCoefficients unscaled(double shift, double scale) {
    double[] wide = slopes();
    for (int j = 0; j < wide.length; j++) {
      wide[j] *= scale;
    }
    return new LinearCoefficients(wide, centre, level * scale + shift);
  }
}
