package dev.jacobian.optim;

import dev.jacobian.autograd.Unwatched;
import dev.jacobian.nn.Parameter;
import java.util.List;
import java.util.OptionalDouble;

/**
 * Parameters that an optimizer treats with the same options. PyTorch equivalent: an entry of {@code
 * optimizer.param_groups}.
 *
 * @param <O> the optimizer's options
 */
@Unwatched // What it holds is read anew at every run.
public final class ParameterGroup<O extends OptimizerOptions<O>> {
  private final List<Parameter> parameters;
  private O options;

  /** Makes a group. */
  public ParameterGroup(List<Parameter> parameters, O options) {
    this.parameters = List.copyOf(parameters);
    this.options = options;
  }

  /** Returns the parameters. */
  public List<Parameter> parameters() {
    return parameters;
  }

  /** Returns the options as they are now. */
  public O options() {
    return options;
  }

  /** Returns the learning rate as it is now. */
  public double learningRate() {
    return options.learningRate();
  }

  /**
   * Changes the learning rate from the next step on.
   *
   * @throws dev.jacobian.shape.OptionException if it is negative or not finite
   */
  public void setLearningRate(double learningRate) {
    options = options.withLearningRate(learningRate);
  }

  /**
   * Returns the momentum as it is now, or the decay of the mean gradient, {@code beta1}; empty if
   * the optimizer was made without.
   */
  public OptionalDouble momentum() {
    return options.cycledMomentum();
  }

  /**
   * Changes the momentum, or the decay of the mean gradient, {@code beta1}, from the next step on.
   *
   * @throws dev.jacobian.shape.OptionException if it is outside its range, or the optimizer was
   *     made without
   */
  public void setMomentum(double momentum) {
    options = options.withCycledMomentum(momentum);
  }
}
