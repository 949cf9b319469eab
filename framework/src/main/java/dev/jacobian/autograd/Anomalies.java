package dev.jacobian.autograd;

import dev.jacobian.device.JavaArrays;
import dev.jacobian.op.FillLike;
import dev.jacobian.op.Op;
import dev.jacobian.op.Scalar;
import dev.jacobian.op.SourceOp;
import dev.jacobian.op.Value;
import dev.jacobian.shape.DType;
import dev.jacobian.shape.NumericException;
import java.util.List;

/**
 * Looks for NaN and infinity in the results of ops, for anomaly mode. An infinity that is made of
 * one, or was asked for, is none: masks of -infinity are in use.
 */
final class Anomalies {
  private Anomalies() {}

  /** How many elements of a tensor are not finite. */
  private record Count(long nan, long infinite, long of) {
    boolean isAnomaly(boolean mayBeInfinite) {
      return nan > 0 || (infinite > 0 && !mayBeInfinite);
    }

    @Override
    public String toString() {
      return nan + " NaN and " + infinite + " infinite of " + of + " values";
    }
  }

  /**
   * Checks a result.
   *
   * @param inputs as they were when the op ran
   */
  static void checkForward(Op op, Variable output, Value[] inputs, ForwardCall call) {
    checkForward(op, output, count(output), holdInfinity(op, inputs), call);
  }

  /**
   * Checks the result of a change in place.
   *
   * @param heldInfinity whether an operand had an infinity before
   */
  static void checkChange(Op op, Variable target, boolean heldInfinity, ForwardCall call) {
    checkForward(op, target, count(target), heldInfinity, call);
  }

  private static void checkForward(
      Op op, Variable output, Count found, boolean mayBeInfinite, ForwardCall call) {
    if (found.isAnomaly(mayBeInfinite)) {
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

  /** Returns whether an operand of an op has an infinity, or the op fills with one. */
  static boolean holdInfinity(Op op, Value[] inputs) {
    boolean isFilled = op instanceof SourceOp || op instanceof FillLike;
    return isFilled || holdInfinity(List.of(inputs));
  }

  private static boolean holdInfinity(List<Value> values) {
    for (Value value : values) {
      if (value instanceof Scalar scalar && Double.isInfinite(scalar.value())) {
        return true;
      }
      if (value instanceof Variable variable && count(variable).infinite() > 0) {
        return true;
      }
    }
    return false;
  }

  /**
   * Checks a gradient that an op's rule has given.
   *
   * @param incoming the gradient of the op's output
   */
  static void checkBackward(OpNode node, int index, Value incoming, Value gradient) {
    if (!(gradient instanceof Variable variable)) {
      return;
    }
    Count found = count(variable);
    if (found.isAnomaly(false)
        && found.isAnomaly(holdInfinity(List.of(incoming)) || holdInfinity(node.saved()))) {
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

  /** Checks the sum of two gradients of a value that was used more than once. */
  static void checkSum(GradNode node, Value a, Value b, Value sum) {
    if (!(sum instanceof Variable variable)) {
      return;
    }
    Count found = count(variable);
    if (found.isAnomaly(false) && found.isAnomaly(holdInfinity(List.of(a, b)))) {
      throw new NumericException(
          "the gradients of " + node.label() + " add up to " + found, "finite gradients");
    }
  }

  private static Count count(Variable variable) {
    long nan = 0;
    long infinite = 0;
    long size = variable.shape().size();
    DType dtype = variable.dtype();
    if (!dtype.isFloating()) {
      return new Count(0, 0, size);
    }
    Object array = JavaArrays.allocate(dtype, size);
    variable.operand().download(array, 0);
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
    return new Count(nan, infinite, size);
  }
}
