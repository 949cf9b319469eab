package dev.jacobian.optim;

import dev.jacobian.nn.Parameter;
import java.util.List;

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

  /** Returns whether steps go up the gradient instead of down; by itself they do not. */
  default boolean maximize() {
    return false;
  }

  /** Returns an optimizer of this kind with these options for all parameters. */
  Optimizer optimizer(List<Parameter> parameters);
}
