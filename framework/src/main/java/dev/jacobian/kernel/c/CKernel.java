package dev.jacobian.kernel.c;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A structure's function in C, once it has been compiled. Until then, and if it never is, kernels
 * run in Java, which gives the same bits.
 */
public final class CKernel {
  private final CKernels owner;
  private final CStructure structure;
  private final AtomicLong work = new AtomicLong();
  private final AtomicBoolean isAskedFor = new AtomicBoolean();

  /** The address of the function, or 0. */
  private volatile long function;

  CKernel(CKernels owner, CStructure structure) {
    this.owner = owner;
    this.structure = structure;
  }

  /** Returns the structure. */
  public CStructure structure() {
    return structure;
  }

  /**
   * Returns whether the function can be called. The structures that are used most are compiled: a
   * compiler takes as long as Java takes for some millions of elements.
   *
   * @param positions how many the caller is about to compute
   */
  public boolean isReady(long positions) {
    if (function != 0) {
      return true;
    }
    if (!isAskedFor.get()
        && work.addAndGet(positions) >= owner.worth()
        && isAskedFor.compareAndSet(false, true)) {
      owner.compile(this);
    }
    return function != 0;
  }

  void become(long address) {
    function = address;
  }

  /**
   * Does one part of a walk.
   *
   * @param numbers what {@link CStructure} says, from that address on
   * @return 0, or what {@link CStructure} says went wrong
   */
  public int run(long numbers, long part) {
    return Trampoline.call(function, numbers, part);
  }
}
