package dev.jacobian.device;

/** A {@link Kernel} that is ready to run on one backend. */
public interface PreparedKernel {
  /**
   * Computes all results; the operands are held meanwhile.
   *
   * @param inputs of the kernel's input specs, in their order
   * @param parameters the numbers that {@link dev.jacobian.expr.Expr.Parameter} refers to
   * @param outputs of the kernel's result specs, in their order. The output of a result that is not
   *     reduced may be the storage of an input that has as many elements as the kernel's space, if
   *     no other input is that storage under a stretched shape; results that are stored through
   *     maps may have one operand, at different elements; other overlaps are not allowed
   * @throws dev.jacobian.shape.DataException if integers are divided by zero
   * @throws dev.jacobian.shape.MemoryException if an operand has been released
   */
  default void run(Operand[] inputs, double[] parameters, Operand[] outputs) {
    Hold.take(inputs);
    try {
      Hold.take(outputs);
      try {
        runHeld(inputs, parameters, outputs);
      } finally {
        Hold.letGo(outputs);
      }
    } finally {
      Hold.letGo(inputs);
    }
  }

  /** Does what {@link #run} does with operands that the caller {@link Hold holds}. */
  void runHeld(Operand[] inputs, double[] parameters, Operand[] outputs);
}
