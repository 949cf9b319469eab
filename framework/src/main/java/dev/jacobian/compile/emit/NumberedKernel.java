package dev.jacobian.compile.emit;

import dev.jacobian.device.FusedKernel;
import java.util.List;

/**
 * A kernel's structure and, apart from it, the numbers it computes with.
 *
 * @param structure the values
 * @param constants the number in each slot that a {@link Value.Constant} names
 */
record NumberedKernel(Structure structure, List<Double> constants) {
  NumberedKernel {
    constants = List.copyOf(constants);
  }

  /** Returns the kernel's values, equal ones only once. */
  static NumberedKernel of(FusedKernel kernel) {
    ValueNumbering numbering = new ValueNumbering();
    List<Integer> results =
        kernel.results().stream().map(result -> numbering.number(result.value())).toList();
    return new NumberedKernel(
        new Structure(numbering.values(), results), List.copyOf(numbering.constants()));
  }
}
