package dev.jacobian.autograd;

import dev.jacobian.device.JavaArrays;
import dev.jacobian.device.Operand;
import java.lang.reflect.Array;

/** Reads single numbers. */
final class Numbers {
  private Numbers() {}

  /** Returns the only element of a numeric variable. */
  static double of(Variable variable) {
    Operand operand = variable.operand();
    Object array = JavaArrays.allocate(variable.dtype(), 1);
    operand.download(array, 0);
    return Array.getDouble(array, 0);
  }
}
