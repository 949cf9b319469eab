package dev.jacobian.optim;

import dev.jacobian.nn.Parameter;
import dev.jacobian.shape.TensorSpec;
import dev.jacobian.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
   * <p>A compiled step runs this once and repeats the ops that it applied; an eager one repeats
   * those of the second update as one kernel if all are elementwise. So what changes from step to
   * step, the learning rate, the momentum if there is one, and what follows from the number of the
   * update, goes into ops as a supplier, as in {@code parameter.addInPlace(gradient, () ->
   * -learningRate.getAsDouble())}, and nothing branches on it.
   *
   * @param gradient of the parameter's shape, turned round where the options say {@link
   *     OptimizerOptions#maximize}; not to be changed
   * @param options as they were when the optimizer was made, learning rate and momentum too, which
   *     are not to be read from them
   * @param learningRate gives the learning rate as it is when it is asked
   * @param state what this parameter has kept from earlier steps
   */
  void update(
      Tensor parameter,
      Tensor gradient,
      O options,
      DoubleSupplier learningRate,
      ParameterState state);

  /**
   * Checks that this kind of optimizer can change a parameter; by itself it can change all.
   *
   * @throws dev.jacobian.shape.JacobianException if it cannot
   */
  default void requireFit(O options, Parameter parameter) {}

  /**
   * Returns the names of the tensors, of the parameter's shape and type, that every parameter has
   * kept after its first update; by itself none.
   */
  default List<String> stateNames(O options) {
    return List.of();
  }

  /**
   * Returns what every parameter has kept after its first update, by the names of {@link
   * ParameterState#tensor}; by itself tensors of the {@link #stateNames}.
   *
   * @param parameter shape and type of the parameter
   */
  default Map<String, TensorSpec> state(O options, TensorSpec parameter) {
    Map<String, TensorSpec> state = new LinkedHashMap<>();
    stateNames(options).forEach(name -> state.put(name, parameter));
    return state;
  }
}
