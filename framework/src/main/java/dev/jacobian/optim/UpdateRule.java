package dev.jacobian.optim;

import dev.jacobian.tensor.Tensor;
import java.util.List;

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
   * @param gradient of the parameter's shape; not to be changed
   * @param state what this parameter has kept from earlier steps
   */
  void update(Tensor parameter, Tensor gradient, O options, ParameterState state);

  /** Returns the names of the tensors that every parameter has kept after its first update. */
  List<String> stateNames(O options);
}
