package dev.jacobian.autograd;

import dev.jacobian.device.JavaArrays;
import dev.jacobian.op.Op;
import dev.jacobian.op.Value;
import dev.jacobian.shape.DType;
import dev.jacobian.shape.NumericException;
import org.jspecify.annotations.Nullable;

/** Looks for NaN and infinity in the results of ops, for anomaly mode. */
final class Anomalies {
  private Anomalies() {}

  static void checkForward(Op op, Variable output, ForwardCall call) {
    String found = describe(output);
    if (found != null) {
      throw new NumericException(
          "forward of "
              + op.name()
              + " gave "
              + found
              + " in a "
              + output.spec()
              + " tensor ("
              + call
              + ")",
          "finite values",
          "look at the operands of this call");
    }
  }

  static void checkBackward(OpNode node, int index, Value gradient) {
    String found = gradient instanceof Variable variable ? describe(variable) : null;
    if (found != null) {
      ForwardCall call = node.forwardCall();
      throw new NumericException(
          "backward of "
              + node.op().name()
              + " gave "
              + found
              + " in the gradient of its input "
              + index
              + ", a "
              + node.inputSpec(index)
              + " tensor ("
              + (call == null ? "forward ran outside anomaly mode" : "forward was " + call)
              + ")",
          "finite gradients",
          "look at the values of that input, for example a square root or logarithm at 0");
    }
  }

  private static @Nullable String describe(Variable variable) {
    long nan = 0;
    long infinite = 0;
    DType dtype = variable.dtype();
    if (!dtype.isFloating()) {
      return null;
    }
    Object array = JavaArrays.allocate(dtype, variable.shape().size());
    variable.storage().backend().download(variable.operand(), array, 0);
    if (array instanceof float[] floats) {
      for (float value : floats) {
        nan += Float.isNaN(value) ? 1 : 0;
        infinite += Float.isInfinite(value) ? 1 : 0;
      }
    } else {
      for (double value : (double[]) array) {
        nan += Double.isNaN(value) ? 1 : 0;
        infinite += Double.isInfinite(value) ? 1 : 0;
      }
    }
    return nan + infinite == 0
        ? null
        : nan + " NaN and " + infinite + " infinite of " + variable.shape().size() + " values";
  }
}
