package dev.jacobian.nn;

import dev.jacobian.tensor.Tensor;
import java.util.List;

/**
 * The ways in which a {@link Module} computes, of which it overrides those that it has: {@code
 * forward} of one to four tensors, under names of its own, and of fewer too if the last ones may be
 * left out:
 *
 * <pre>{@code
 * public Tensor forward(Tensor user, Tensor item) { ... }
 * public Tensor forward(Tensor query, Tensor key, Tensor value) { ... }
 * public Tensor forward(Tensor query, Tensor key, Tensor value, Tensor mask) { ... }
 * }</pre>
 *
 * One with several outputs, or more inputs, overrides {@link #forwardAll}, which is also what
 * training calls.
 */
public sealed interface Forward permits Module {
  /**
   * Computes the output.
   *
   * @param input of a shape that the module documents
   * @throws dev.jacobian.shape.OptionException if the module does not take one input, or has
   *     several outputs
   */
  default Tensor forward(Tensor input) {
    return Forwards.only(this, input);
  }

  /**
   * Computes the output of two inputs.
   *
   * @throws dev.jacobian.shape.OptionException if the module does not take two, or has several
   *     outputs
   */
  default Tensor forward(Tensor first, Tensor second) {
    return Forwards.only(this, first, second);
  }

  /**
   * Computes the output of three inputs.
   *
   * @throws dev.jacobian.shape.OptionException if the module does not take three, or has several
   *     outputs
   */
  default Tensor forward(Tensor first, Tensor second, Tensor third) {
    return Forwards.only(this, first, second, third);
  }

  /**
   * Computes the output of four inputs.
   *
   * @throws dev.jacobian.shape.OptionException if the module does not take four, or has several
   *     outputs
   */
  default Tensor forward(Tensor first, Tensor second, Tensor third, Tensor fourth) {
    return Forwards.only(this, first, second, third, fourth);
  }

  /**
   * Computes all outputs of any number of inputs: by itself the one that {@code forward} of so many
   * gives. A module overrides it to have several outputs:
   *
   * <pre>{@code
   * public List<Tensor> forwardAll(Tensor... inputs) {
   *   Tensor hidden = trunk.forward(inputs[0]);
   *   return List.of(kind.forward(hidden), price.forward(hidden));
   * }
   * }</pre>
   *
   * @param inputs in the order of the module's arguments
   * @return at least one
   * @throws dev.jacobian.shape.OptionException if the module does not take so many
   */
  default List<Tensor> forwardAll(Tensor... inputs) {
    Forwards.requireOwn(this, inputs.length);
    return List.of(
        switch (inputs.length) {
          case 1 -> forward(inputs[0]);
          case 2 -> forward(inputs[0], inputs[1]);
          case 3 -> forward(inputs[0], inputs[1], inputs[2]);
          default -> forward(inputs[0], inputs[1], inputs[2], inputs[3]);
        });
  }
}
