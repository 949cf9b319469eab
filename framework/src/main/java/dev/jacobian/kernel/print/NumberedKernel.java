package dev.jacobian.kernel.print;

import dev.jacobian.kernel.Kernel;
import java.util.List;

/**
 * A kernel's structure and, apart from it, the numbers it computes with.
 *
 * @param structure the values
 * @param constants the number in each slot that a {@link Value.Constant} names
 */
public record NumberedKernel(Structure structure, List<Double> constants) {
  /** Copies the list. */
  public NumberedKernel {
    constants = List.copyOf(constants);
  }

  /** Returns the kernel's values, equal ones only once. */
  public static NumberedKernel of(Kernel kernel) {
    ValueNumbering numbering = new ValueNumbering();
    List<Integer> results =
        kernel.outputs().stream().map(output -> numbering.number(output.value())).toList();
    return new NumberedKernel(
        new Structure(numbering.values(), results), List.copyOf(numbering.constants()));
  }
}
