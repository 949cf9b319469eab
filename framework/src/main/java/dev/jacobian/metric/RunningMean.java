package dev.jacobian.metric;

/** A sum and what it is divided by. */
final class RunningMean {
  private double sum;
  private double weight;

  void add(double value, double valueWeight) {
    sum += value * valueWeight;
    weight += valueWeight;
  }

  void merge(RunningMean other) {
    sum += other.sum;
    weight += other.weight;
  }

  void reset() {
    sum = 0;
    weight = 0;
  }

  /** Returns the mean; NaN if there is nothing to divide by. */
  double value() {
    return sum / weight;
  }
}
