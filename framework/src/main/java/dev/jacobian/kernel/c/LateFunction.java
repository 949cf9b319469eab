package dev.jacobian.kernel.c;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/**
 * A function in C, once it has been compiled. Until then, and if it never is, its work is done in
 * Java, which gives the same bits.
 */
public final class LateFunction {
  private final CKernels owner;
  private final Supplier<String> source;
  private final AtomicLong work = new AtomicLong();
  private final AtomicBoolean isAskedFor = new AtomicBoolean();

  /** The address of the function, or 0. */
  private volatile long function;

  LateFunction(CKernels owner, Supplier<String> source) {
    this.owner = owner;
    this.source = source;
  }

  /** Returns the source, made anew. */
  String source() {
    return source.get();
  }

  /**
   * Returns whether the function can be called. Those that are used most are compiled: a compiler
   * takes as long as Java takes for some millions of elements.
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
   * Does one part of its work.
   *
   * @param numbers the address of what it is given
   * @return 0, or the number of an error
   */
  public int run(long numbers, long part) {
    return Trampoline.call(function, numbers, part);
  }
}
