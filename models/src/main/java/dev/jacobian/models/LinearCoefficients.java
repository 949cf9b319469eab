package dev.jacobian.models;

/** The numbers of a linear model with one output: {@code intercept + sum slopes_j x_j}. */
final class LinearCoefficients {
  private final double[] slopes;
  private final double intercept;

  /**
   * Makes a model.
   *
   * @param slopes one per feature; kept, not copied
   * @param intercept the constant term; 0 if the model has none
   */
  LinearCoefficients(double[] slopes, double intercept) {
    this.slopes = slopes;
    this.intercept = intercept;
  }

  /** Returns a copy of the slopes. */
  double[] slopes() {
    return slopes.clone();
  }

  double slope(int feature) {
    return slopes[feature];
  }

  double intercept() {
    return intercept;
  }

  /** Returns the model's value at a row of features. */
  double at(double[] row) {
    double value = intercept;
    for (int j = 0; j < slopes.length; j++) {
      value += slopes[j] * row[j];
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
    return new LinearCoefficients(wide, intercept * scale + shift);
  }
}
