package dev.jacobian.device;

import dev.jacobian.shape.MemoryException;
import java.lang.ref.Reference;

/**
 * Keeps memory where it is while a kernel works on it. A tensor may be released at any moment, also
 * by another thread; the memory of one that is held stays until it is let go, and one that was
 * released before cannot be held. Every kernel holds its operands, and a compiled program all that
 * it was given, so that it runs as a whole or not at all.
 */
public final class Hold {
  private Hold() {}

  /**
   * Runs a kernel while its operands are held.
   *
   * @throws MemoryException if one has been released; the kernel is not run then
   */
  public static void during(Runnable kernel, Operand... operands) {
    take(operands);
    try {
      kernel.run();
    } finally {
      letGo(operands);
    }
  }

  /**
   * Holds operands until {@link #letGo}.
   *
   * @throws MemoryException if one has been released; none is held then
   */
  public static void take(Operand... operands) {
    int taken = 0;
    try {
      while (taken < operands.length) {
        operands[taken].storage().hold();
        taken++;
      }
    } finally {
      if (taken < operands.length) {
        letGo(operands, taken);
      }
    }
  }

  /** Ends what {@link #take} has begun, in the same thread. */
  public static void letGo(Operand... operands) {
    letGo(operands, operands.length);
  }

  private static void letGo(Operand[] operands, int count) {
    for (int i = 0; i < count; i++) {
      operands[i].storage().letGo();
    }
    // Were a storage collected before, its memory would be handed out again.
    Reference.reachabilityFence(operands);
  }
}
