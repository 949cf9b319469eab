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
   * Holds operands until {@link #letGo(Operand...)}.
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

  /** Holds three operands as {@link #take(Operand...)} does, without an array. */
  public static void take(Operand first, Operand second, Operand third) {
    int taken = 0;
    try {
      first.storage().hold();
      taken++;
      second.storage().hold();
      taken++;
      third.storage().hold();
      taken++;
    } finally {
      if (taken == 1 || taken == 2) {
        first.storage().letGo();
      }
      if (taken == 2) {
        second.storage().letGo();
      }
    }
  }

  /** Ends what {@link #take(Operand, Operand, Operand)} has begun, in the same thread. */
  public static void letGo(Operand first, Operand second, Operand third) {
    try {
      first.storage().letGo();
      second.storage().letGo();
      third.storage().letGo();
    } finally {
      Reference.reachabilityFence(first);
      Reference.reachabilityFence(second);
      Reference.reachabilityFence(third);
    }
  }

  /** Ends what {@link #take(Operand...)} has begun, in the same thread. */
  public static void letGo(Operand... operands) {
    letGo(operands, operands.length);
  }

  private static void letGo(Operand[] operands, int count) {
    try {
      for (int i = 0; i < count; i++) {
        operands[i].storage().letGo();
      }
    } finally {
      // Were a storage collected before, its memory would be handed out again.
      Reference.reachabilityFence(operands);
    }
  }
}
