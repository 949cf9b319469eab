package dev.jacobian.examples;

import dev.jacobian.models.LinearRegression;
import java.util.ArrayList;
import java.util.List;

/** Compares a regression with certified values. */
final class CertifiedFit {
  private CertifiedFit() {}

  /**
   * Returns the largest relative error of intercept and coefficients.
   *
   * @param certified the intercept, then one coefficient per feature
   */
  static double largestRelativeError(LinearRegression model, List<Double> certified) {
    List<Double> reached = new ArrayList<>();
    reached.add(model.intercept());
    for (double coefficient : model.coefficients()) {
      reached.add(coefficient);
    }
    if (reached.size() != certified.size()) {
      throw new IllegalArgumentException(reached.size() + " values beside " + certified.size());
    }
    double largest = 0;
    for (int i = 0; i < reached.size(); i++) {
      largest = Math.max(largest, Math.abs(reached.get(i) / certified.get(i) - 1));
    }
    return largest;
  }
}
