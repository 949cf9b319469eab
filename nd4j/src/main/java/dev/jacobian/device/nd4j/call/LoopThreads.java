package dev.jacobian.device.nd4j.call;

import dev.jacobian.device.Operand;
import org.nd4j.nativeblas.NativeOps;

/**
 * Runs kernels on small operands with one thread in libnd4j's loops. OpenMP's threads spin while
 * they wait, and so take the processors from BLAS and from the next kernel; below about half a
 * million elements they cost more than they bring. The setting belongs to the calling thread and is
 * restored, so that other users of ND4J keep theirs.
 */
public final class LoopThreads {
  private static final long SMALLEST_PARALLEL = 1 << 19;

  private final NativeOps ops;
  private final boolean isCpu;

  public LoopThreads(NativeOps ops, boolean isCpu) {
    this.ops = ops;
    this.isCpu = isCpu;
  }

  /** Runs a kernel on these operands, with one thread if they are small. */
  public void run(Runnable kernel, Operand... operands) {
    int threads = isCpu && areSmall(operands) ? ops.ompGetMaxThreads() : 1;
    if (threads == 1) {
      kernel.run();
      return;
    }
    ops.setOmpNumThreads(1);
    try {
      kernel.run();
    } finally {
      ops.setOmpNumThreads(threads);
    }
  }

  private static boolean areSmall(Operand... operands) {
    for (Operand operand : operands) {
      if (operand.shape().size() >= SMALLEST_PARALLEL) {
        return false;
      }
    }
    return true;
  }
}
