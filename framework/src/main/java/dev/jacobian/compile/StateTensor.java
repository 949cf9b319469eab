package dev.jacobian.compile;

import dev.jacobian.autograd.Variable;
import dev.jacobian.device.JavaArrays;
import dev.jacobian.device.Storage;
import dev.jacobian.shape.StateException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A tensor outside the captured function, as it is found at each run. */
final class StateTensor {
  private final Variable variable;
  private final Kind kind;

  private enum Kind {
    /** The function knows the variable. */
    GIVEN,
    /** The function makes the variable, from the same Java numbers in each run. */
    CONSTANT,
    /** The accumulated gradient of the variable is meant. */
    GRADIENT
  }

  private StateTensor(Variable variable, Kind kind) {
    this.variable = variable;
    this.kind = kind;
  }

  /** Returns the variable itself; its storage may be replaced between runs. */
  static StateTensor of(Variable variable) {
    return new StateTensor(variable, Kind.GIVEN);
  }

  /** Returns a variable that the captured run made from Java numbers. */
  static StateTensor constant(Variable variable) {
    return new StateTensor(variable, Kind.CONSTANT);
  }

  /** Returns the accumulated gradient of a leaf, whatever variable it is at a run. */
  static StateTensor gradientOf(Variable leaf) {
    return new StateTensor(leaf, Kind.GRADIENT);
  }

  Storage storage() {
    return value().storage();
  }

  /** Returns the tensor as it is now. */
  Variable value() {
    if (kind != Kind.GRADIENT) {
      return variable;
    }
    Variable gradient = variable.grad();
    if (gradient == null) {
      throw new StateException(
          "a compiled function adds to the gradient of a "
              + variable.spec()
              + " tensor, which has none",
          "a gradient from an earlier backward");
    }
    return gradient;
  }

  /**
   * Returns whether two captured runs mean the same by them: the same memory, or constants of the
   * same values.
   */
  boolean isSame(StateTensor other) {
    if ((kind == Kind.GRADIENT) != (other.kind == Kind.GRADIENT)) {
      return false;
    }
    if (variable == other.variable || variable.operand().equals(other.variable.operand())) {
      return true;
    }
    return kind == Kind.CONSTANT
        && other.kind == Kind.CONSTANT
        && variable.spec().equals(other.variable.spec())
        && Objects.deepEquals(values(variable), values(other.variable));
  }

  private static Object values(Variable variable) {
    Object array = JavaArrays.allocate(variable.dtype(), variable.spec().shape().size());
    variable.operand().download(array, 0);
    return array;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof StateTensor state && state.kind == kind && state.variable == variable;
  }

  @Override
  public int hashCode() {
    return System.identityHashCode(variable);
  }

  /** Returns the variable, or the one whose gradient is meant. */
  Variable variable() {
    return variable;
  }

  /** Returns whether this is the variable itself. */
  boolean is(Variable other) {
    return kind == Kind.GIVEN && variable == other;
  }
}
