package dev.jacobian.device;

import dev.jacobian.expr.Expr;
import dev.jacobian.expr.Leaves;
import dev.jacobian.kernel.Kernel;
import dev.jacobian.kernel.java.KernelBody;
import dev.jacobian.shape.DType;

/**
 * A kernel's expressions as code, one element after the other: what a code generator would write,
 * were it in no hurry.
 */
final class ScalarBody implements KernelBody {
  private final Kernel kernel;

  ScalarBody(Kernel kernel) {
    this.kernel = kernel;
  }

  @Override
  public void compute(Object[] inputs, double[] parameters, Object[] results, int count) {
    double[][] values = new double[kernel.loads().size()][];
    for (int i = 0; i < values.length; i++) {
      values[i] = new double[count];
      for (int j = 0; j < count; j++) {
        values[i][j] = read(inputs[i], j);
      }
    }
    for (int i = 0; i < kernel.outputs().size(); i++) {
      Expr value = Leaves.bind(kernel.outputs().get(i).value(), parameters);
      for (int j = 0; j < count; j++) {
        write(results[i], j, value.dtype(), Reference.element(value, j, values));
      }
    }
  }

  private static double read(Object lane, int at) {
    if (lane instanceof float[] floats) {
      return floats[at];
    }
    return lane instanceof double[] doubles ? doubles[at] : ((long[]) lane)[at];
  }

  private static void write(Object lane, int at, DType dtype, double value) {
    if (lane instanceof float[] floats) {
      floats[at] = (float) value;
    } else if (lane instanceof double[] doubles) {
      doubles[at] = value;
    } else {
      ((long[]) lane)[at] = (long) Values.round(dtype, value);
    }
  }
}
