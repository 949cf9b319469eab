package dev.jacobian.optim;

import dev.jacobian.tensor.Tensor;
import java.util.List;
import java.util.function.DoubleSupplier;

/**
 * How an optimizer changes one parameter.
 *
 * @param <O> the optimizer's options
 */
public interface UpdateRule<O> {
  /**
   * Changes {@code parameter} in place. Runs outside the tape; tensors made here are released
   * afterwards, except those in {@code state}.
   *
   * <p>A compiled step runs this once and repeats the ops that it applied. So what changes from
   * step to step, the learning rate and what follows from the number of the update, goes into ops
   * as a supplier, as in {@code parameter.addInPlace(gradient, () -> -learningRate.getAsDouble())},
   * and nothing branches on it.
   *
   * @param gradient of the parameter's shape; not to be changed
   * @param options as they were when the optimizer was made, but for the learning rate
   * @param learningRate gives the learning rate as it is when it is asked
   * @param state what this parameter has kept from earlier steps
   */
  void update(
      Tensor parameter,
      Tensor gradient,
      O options,
      DoubleSupplier learningRate,
      ParameterState state);

  /** Returns the names of the tensors that every parameter has kept after its first update. */
  List<String> stateNames(O options);
}
