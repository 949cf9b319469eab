package dev.jacobian.compile;

import dev.jacobian.autograd.Variable;
import dev.jacobian.device.Storage;
import dev.jacobian.shape.StateException;

/** A tensor outside the captured function, as it is found at each run. */
final class StateTensor {
  private final Variable variable;
  private final boolean isGradient;

  private StateTensor(Variable variable, boolean isGradient) {
    this.variable = variable;
    this.isGradient = isGradient;
  }

  /** Returns the variable itself; its storage may be replaced between runs. */
  static StateTensor of(Variable variable) {
    return new StateTensor(variable, false);
  }

  /** Returns the accumulated gradient of a leaf, whatever variable it is at a run. */
  static StateTensor gradientOf(Variable leaf) {
    return new StateTensor(leaf, true);
  }

  Storage storage() {
    if (!isGradient) {
      return variable.storage();
    }
    Variable gradient = variable.grad();
    if (gradient == null) {
      throw new StateException(
          "a compiled function adds to the gradient of a "
              + variable.spec()
              + " tensor, which has none",
          "a gradient from an earlier backward");
    }
    return gradient.storage();
  }

  String label() {
    return (isGradient ? "gradient of state " : "state ") + variable.spec();
  }
}
