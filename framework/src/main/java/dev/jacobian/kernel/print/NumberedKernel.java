package dev.jacobian.kernel.print;

import dev.jacobian.expr.Expr;
import dev.jacobian.kernel.Kernel;
import dev.jacobian.kernel.Output;
import java.util.List;

/**
 * A kernel's structure and, apart from it, the numbers it computes with.
 *
 * @param structure the values
 * @param constants the number in each slot that a {@link NumberedValue.Constant} names
 */
public record NumberedKernel(Structure structure, List<Double> constants) {
  /** Copies the list. */
  public NumberedKernel {
    constants = List.copyOf(constants);
  }

  /** Returns the kernel's values, equal ones only once. */
  public static NumberedKernel of(Kernel kernel) {
    return of(kernel.outputs().stream().map(Output::value).toList());
  }

  /** Returns the values of expressions, equal ones only once. */
  public static NumberedKernel of(List<Expr> expressions) {
    ValueNumbering numbering = new ValueNumbering();
    List<Integer> results = expressions.stream().map(numbering::number).toList();
    return new NumberedKernel(
        new Structure(numbering.values(), results), List.copyOf(numbering.constants()));
  }
}
