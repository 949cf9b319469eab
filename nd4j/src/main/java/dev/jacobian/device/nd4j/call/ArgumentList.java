package dev.jacobian.device.nd4j.call;

import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ops.OpContext;
import org.nd4j.nativeblas.NativeOps;
import org.nd4j.nativeblas.OpaqueContext;

/**
 * The arguments of an op that is called by name, as libnd4j holds them. Setting them costs more
 * than a small op; a training step calls with the same memory again and again, so they are set only
 * if they differ from the last call's.
 */
final class ArgumentList {
  private static final int MOST_INPUTS = 3;

  private final OpContext context;
  private final @Nullable View[] inputs = new View[MOST_INPUTS];
  private @Nullable View output;

  ArgumentList(CustomOp op) {
    context = op.newContext();
  }

  /** Returns the native list with these arrays as its arguments. */
  OpaqueContext with(NativeOps ops, View result, View... operands) {
    OpaqueContext list = (OpaqueContext) context.contextPointer();
    if (isSame(result, operands)) {
      return list;
    }
    ops.ctxPurge(list);
    for (int i = 0; i < operands.length; i++) {
      View operand = operands[i];
      ops.setGraphContextInputBuffer(
          list, i, operand.handle(), operand.info().host(), operand.info().special());
      inputs[i] = operand;
    }
    ops.setGraphContextOutputBuffer(
        list, 0, result.handle(), result.info().host(), result.info().special());
    output = result;
    return list;
  }

  private boolean isSame(View result, View[] operands) {
    if (!isSame(output, result)) {
      return false;
    }
    for (int i = 0; i < operands.length; i++) {
      if (!isSame(inputs[i], operands[i])) {
        return false;
      }
    }
    return true;
  }

  /** A handle that is passed again belongs to a buffer that was alive all the time. */
  @SuppressWarnings("ReferenceEquality") // identity is what makes it safe
  private static boolean isSame(@Nullable View before, View now) {
    return before != null && before.handle() == now.handle() && before.info() == now.info();
  }
}
