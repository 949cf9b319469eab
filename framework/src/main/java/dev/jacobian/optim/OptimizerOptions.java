package dev.jacobian.optim;

import dev.jacobian.nn.Parameter;
import dev.jacobian.shape.OptionException;
import java.util.List;
import java.util.OptionalDouble;

/**
 * The options of an optimizer: a record that names its own kind. What a configuration may say of it
 * are the components that are an {@link dev.jacobian.shape.Option}.
 *
 * @param <O> the record itself
 */
public interface OptimizerOptions<O extends OptimizerOptions<O>> {
  /** Returns the factor of each step. */
  double learningRate();

  /** Returns these options with another learning rate. */
  O withLearningRate(double value);

  /**
   * Returns the momentum that schedules may cycle, or the decay of the mean gradient, {@code
   * beta1}; by itself there is none.
   */
  default OptionalDouble cycledMomentum() {
    return OptionalDouble.empty();
  }

  /**
   * Returns these options with another momentum that schedules cycle.
   *
   * @throws OptionException if there is none, or the value is none
   */
  default O withCycledMomentum(double value) {
    throw new OptionException(
        "the momentum " + value + " for an optimizer without, " + this,
        "options with a momentum above 0, or with beta1",
        "make the optimizer with a momentum");
  }

  /** Returns whether steps go up the gradient instead of down; by itself they do not. */
  default boolean maximize() {
    return false;
  }

  /** Returns an optimizer of this kind with these options for all parameters. */
  Optimizer optimizer(List<Parameter> parameters);
}
