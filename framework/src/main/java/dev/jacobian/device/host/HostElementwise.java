package dev.jacobian.device.host;

import dev.jacobian.device.Operand;
import dev.jacobian.expr.Expr;

/**
 * Evaluates an expression tree block by block: each node computes a block of elements in one loop
 * into an array that stays in the processor's cache.
 */
final class HostElementwise {
  /** Elements of a block: as many as keep a few arrays in the first-level cache. */
  static final int BLOCK = 1024;

  private final ThreadLocal<Scratch> changing = ThreadLocal.withInitial(Scratch::new);
  private final ThreadLocal<Scratch> lasting = ThreadLocal.withInitial(Scratch::new);

  void run(Expr expression, Operand[] inputs, Operand output) {
    int size = (int) output.shape().size();
    if (size == 0) {
      return;
    }
    boolean isOneBlock = size <= BLOCK || isOneFunction(expression, inputs, output);
    StepBuilder builder =
        new StepBuilder(inputs, output.shape(), changing.get(), lasting.get(), isOneBlock);
    Step root = builder.build(expression);
    Object rootArray = root.array;
    HostBlock target = HostBlock.of(output);
    if (isOneBlock && root.isScratch() && target.isLaneArray()) {
      root.array = target.array();
      root.run(0, size);
    } else {
      for (int start = 0; start < size; start += BLOCK) {
        int count = Math.min(BLOCK, size - start);
        root.run(start, count);
        target.store(root.array, start, count);
      }
    }
    builder.release(root, rootArray);
  }

  /**
   * Returns whether the expression is one function of whole inputs into an output that all lie in
   * arrays of a lane: then one loop over those arrays does it, however long they are.
   */
  private static boolean isOneFunction(Expr expression, Operand[] inputs, Operand output) {
    if (expression instanceof Expr.Unary unary) {
      return isWhole(unary.operand(), inputs, output);
    }
    return expression instanceof Expr.Binary binary
        && isWhole(binary.left(), inputs, output)
        && isWhole(binary.right(), inputs, output);
  }

  private static boolean isWhole(Expr operand, Operand[] inputs, Operand output) {
    return operand instanceof Expr.Input input
        && inputs[input.index()].shape().size() == output.shape().size()
        && HostBlock.of(inputs[input.index()]).isLaneArray()
        && HostBlock.of(output).isLaneArray();
  }
}
