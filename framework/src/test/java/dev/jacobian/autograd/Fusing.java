package dev.jacobian.autograd;

/** Runs a check with composed functions op by op, and once more as fused kernels. */
public final class Fusing {
  private Fusing() {}

  public static void both(Runnable check) {
    for (long elements : new long[] {Long.MAX_VALUE, 0}) {
      try (Autograd.Guard fusing = Autograd.fuseFrom(elements)) {
        check.run();
      }
    }
  }
}
