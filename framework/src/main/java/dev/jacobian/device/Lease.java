package dev.jacobian.device;

import dev.jacobian.shape.TensorSpec;
import java.lang.ref.Reference;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import org.jspecify.annotations.Nullable;

/**
 * A block on loan from a pool: what has to be known to give it back once its {@link Storage} is
 * gone. Leases of a pool form a list, so that the pool can say what is alive.
 */
final class Lease {
  /*
   * Any thread may release a lease while any other computes with its block. A thread that computes
   * holds the lease, and the block goes back when it is released and nobody holds it. Two atomic
   * counts for each operand of each kernel would be a tenth of a small compiled step, so the thread
   * that made the lease, its home, does not count:
   *
   * 1. A thread that is not the home counts itself in and out. Once the release is marked in the
   *    same number, nobody comes in; the last one who leaves gives the block back.
   * 2. The home only looks whether the lease is released. If the home itself releases it, it is not
   *    computing, and what the count says is all.
   * 3. If another thread releases it while the home lives, nobody can tell whether the home
   *    computes. Then the block goes back once the storage is unreachable, which it is not before
   *    the kernel has ended. Loaders' workers avoid this: they leave their home when they hand a
   *    batch over, and then rule 1 is for all.
   *
   * Who holds also keeps the storage reachable, so a lease that was released late, or never, is
   * given back when the storage is gone, whatever the count is.
   */

  /** The capacity of a lease whose block came from elsewhere and does not go back into the pool. */
  static final long FOREIGN = 0;

  /** The capacity of a lease whose block belongs to another lease, which gives it back. */
  static final long BORROWED = -1;

  /** The bit of the count that says that the lease is released. */
  private static final int RELEASED = Integer.MIN_VALUE;

  private static final AtomicIntegerFieldUpdater<Lease> HOLDERS =
      AtomicIntegerFieldUpdater.newUpdater(Lease.class, "holders");

  private final MemoryPool pool;
  private final TensorSpec spec;
  private final long capacity;
  private final @Nullable String site;
  private volatile @Nullable Block block;
  private volatile int holders;

  /** The thread that does not count; the pool sets it under its lock. */
  private @Nullable Thread home = Thread.currentThread();

  /** What releases this lease; the pool sets it under its lock. */
  private @Nullable MemoryScope owner;

  /** Whether nothing but unreachability releases this lease; the pool sets it under its lock. */
  boolean isPinned;

  /** Whether this lease was released and waits for its storage to become unreachable. */
  boolean waitsForHome;

  /**
   * What releases this lease if no scope does; the pool sets it under its lock. It is reachable as
   * long as the lease is among the live ones.
   */
  @Nullable Reference<Storage> watch;

  @Nullable Lease previous;
  @Nullable Lease next;

  Lease(MemoryPool pool, TensorSpec spec, Block block, long capacity, @Nullable String site) {
    this.pool = pool;
    this.spec = spec;
    this.block = block;
    this.capacity = capacity;
    this.site = site;
  }

  MemoryPool pool() {
    return pool;
  }

  TensorSpec spec() {
    return spec;
  }

  /** Elements that the block holds, at least as many as the spec has. */
  long capacity() {
    return capacity;
  }

  long byteCapacity() {
    return capacity * spec.dtype().byteSize();
  }

  boolean isForeign() {
    return capacity == FOREIGN;
  }

  boolean isBorrowed() {
    return capacity == BORROWED;
  }

  /** Where the tensor was made, if that was recorded. */
  @Nullable String site() {
    return site;
  }

  /** Returns the block until it is given back, which may be after the release. */
  @Nullable Block block() {
    return block;
  }

  @Nullable MemoryScope owner() {
    return owner;
  }

  void setOwner(@Nullable MemoryScope owner) {
    this.owner = owner;
  }

  /**
   * Keeps the block where it is until {@link #letGo}, by the same thread.
   *
   * @return false if the lease is released, and is not held
   */
  boolean hold() {
    if (home == Thread.currentThread()) {
      return holders >= 0;
    }
    if (capacity == BORROWED || HOLDERS.getAndIncrement(this) >= 0) {
      return true;
    }
    letGo();
    return false;
  }

  void letGo() {
    if (home != Thread.currentThread()
        && capacity != BORROWED
        && HOLDERS.decrementAndGet(this) == RELEASED) {
      pool.giveBack(this);
    }
  }

  boolean isReleased() {
    return holders < 0;
  }

  /** Lets nobody in any more; returns false if that was so. The pool's lock is held. */
  boolean markReleased() {
    int before;
    do {
      before = holders;
      if (before < 0) {
        return false;
      }
    } while (!HOLDERS.compareAndSet(this, before, before | RELEASED));
    return true;
  }

  /** Returns whether some thread has counted itself in. */
  boolean isCounted() {
    return (holders & ~RELEASED) != 0;
  }

  /** Returns whether another thread than this one may compute without being counted. */
  boolean hasHomeElsewhere() {
    Thread thread = home;
    return thread != null && thread != Thread.currentThread() && thread.isAlive();
  }

  /** Makes all threads count, this one included, whose lease it was. The pool's lock is held. */
  void leaveHome() {
    if (home == Thread.currentThread()) {
      home = null;
    }
  }

  /** Spares this thread the counting if no other thread is spared. The pool's lock is held. */
  void comeHome() {
    // Were this thread counted now, it would not count itself out.
    if (home == null && !isCounted()) {
      home = Thread.currentThread();
    }
  }

  /** Takes the block out of this lease; the pool calls this under its lock. */
  @Nullable Block takeBlock() {
    Block taken = block;
    block = null;
    return taken;
  }
}
