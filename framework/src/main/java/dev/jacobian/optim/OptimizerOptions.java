package dev.jacobian.optim;

import dev.jacobian.shape.OptionException;

/**
 * The options of an optimizer: a record that names its own kind.
 *
 * @param <O> the record itself
 */
public interface OptimizerOptions<O extends OptimizerOptions<O>> {
  /** Returns the factor of each step. */
  double learningRate();

  /** Returns these options with another learning rate. */
  O withLearningRate(double value);

  /** Checks that an option is finite and not negative. */
  static void requireNotNegative(String optimizer, String option, double value) {
    if (!(value >= 0) || value == Double.POSITIVE_INFINITY) {
      throw new OptionException(
          optimizer + ": " + option + " " + value, "a finite number, 0 or more");
    }
  }

  /** Checks that a decay rate lies in [0, 1). */
  static void requireDecay(String optimizer, String option, double value) {
    if (!(value >= 0 && value < 1)) {
      throw new OptionException(optimizer + ": " + option + " " + value, "a number in [0, 1)");
    }
  }
}
