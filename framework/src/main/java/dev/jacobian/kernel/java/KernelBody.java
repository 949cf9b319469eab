package dev.jacobian.kernel.java;

/**
 * The expressions of a {@link Kernel} as compiled code: computes a run of neighbouring elements of
 * all results. It knows neither shapes nor addresses, so kernels of the same structure share one.
 *
 * <p>Elements lie in arrays of their lane: {@code float[]} for float32, {@code double[]} for
 * float64, {@code long[]} for int32, int64 and bool (0 or 1), always from index 0.
 */
public interface KernelBody {
  /**
   * Computes elements {@code [0, count)}.
   *
   * @param inputs an array for each input of the kernel; not changed
   * @param parameters the numbers that {@link dev.jacobian.expr.Expr.Parameter} refers to
   * @param results an array for each result of the kernel, none of them an input
   * @throws ArithmeticException if integers are divided by zero
   */
  void compute(Object[] inputs, double[] parameters, Object[] results, int count);
}
