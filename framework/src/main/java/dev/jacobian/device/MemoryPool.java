package dev.jacobian.device;

import dev.jacobian.shape.DType;
import dev.jacobian.shape.MemoryException;
import dev.jacobian.shape.TensorSpec;
import java.lang.ref.PhantomReference;
import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Hands out storage from blocks that are used again and again, counts what is alive, and keeps it
 * below a limit. Safe for use by threads.
 *
 * <p>Storage that no {@link MemoryScope} owns is released once it is unreachable. Since a small
 * Java object may hold much native memory, the pool asks for a collection when such storage has
 * grown past a threshold, as {@code java.nio} does for direct buffers.
 */
public final class MemoryPool {
  /** Size from which the place of creation is worth a walk of the stack, with any limit. */
  private static final long LARGE_BYTES = 1 << 20;

  /** The share of a limit that is large too. */
  private static final int LARGE_SHARE = 16;

  /** What is freed at once from which the system gets back what the allocator has kept of it. */
  private static final long MUCH_BYTES = 16L << 20;

  private static final long FIRST_PRESSURE_BYTES = 256L << 20;
  private static final long COLLECTION_WAIT_MILLIS = 100;

  /** How long a full pool waits for kernels to end that hold what is released already. */
  private static final long HOLDERS_WAIT_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final Backend backend;
  private final long limit;
  private final FreeBlocks free = new FreeBlocks();
  private final LiveLeases live = new LiveLeases();
  private final ReferenceQueue<Storage> unreachable = new ReferenceQueue<>();
  private long watchedBytes;
  private long pressureBytes;

  /** Leases that are released and go back when the last thread that computes with them leaves. */
  private long held;

  /** Releases the lease of a storage that has become unreachable. */
  private static final class Watch extends PhantomReference<Storage> {
    private final Lease lease;

    Watch(Storage storage, Lease lease, ReferenceQueue<Storage> queue) {
      super(storage, queue);
      this.lease = lease;
    }
  }

  /**
   * What a pool holds at one moment.
   *
   * @param liveTensors storages that are not released, or that a kernel still works on
   * @param liveBytes bytes of their blocks
   * @param freeBytes bytes of blocks that wait for use
   * @param limit the most bytes that both may take together
   */
  public record Usage(long liveTensors, long liveBytes, long freeBytes, long limit) {}

  /**
   * Makes the pool of a backend.
   *
   * @param backend allocates the blocks
   * @param limit the most bytes that live tensors and waiting blocks may take together
   */
  public MemoryPool(Backend backend, long limit) {
    this.backend = backend;
    this.limit = limit;
    this.pressureBytes = Math.min(FIRST_PRESSURE_BYTES, limit / 2);
  }

  /**
   * Returns storage with undefined contents, owned by the thread's innermost {@link MemoryScope} if
   * one is open.
   *
   * @throws MemoryException if the limit would be passed, or the device has no memory left; the
   *     message lists the largest live tensors
   */
  public Storage allocate(TensorSpec spec) {
    long capacity = FreeBlocks.capacityFor(spec.shape().size());
    Lease lease;
    synchronized (this) {
      releaseUnreachable();
      if (watchedBytes > pressureBytes) {
        collect();
        pressureBytes = Math.max(Math.min(FIRST_PRESSURE_BYTES, limit / 2), 2 * watchedBytes);
      }
      Block block = free.take(spec.dtype(), capacity);
      if (block == null) {
        makeRoom(spec, byteSize(capacity, spec.dtype()));
        block = newBlock(spec, capacity);
      }
      lease = new Lease(this, spec, block, capacity, siteOf(spec));
      live.add(lease);
    }
    Storage storage = new Storage(backend, lease);
    MemoryScope scope = MemoryScope.current();
    if (scope == null) {
      watch(storage, lease);
    } else {
      lease.setOwner(scope);
      scope.adopt(storage);
    }
    return storage;
  }

  /**
   * Returns storage over a block that was made elsewhere, such as the memory of an array of another
   * library. The block is freed, not pooled, when the storage is released.
   */
  public Storage adopt(TensorSpec spec, Block block) {
    Lease lease = new Lease(this, spec, block, Lease.FOREIGN, siteOf(spec));
    synchronized (this) {
      live.add(lease);
    }
    Storage storage = new Storage(backend, lease);
    watch(storage, lease);
    return storage;
  }

  /**
   * Returns storage over the beginning of another one's memory. Nothing is released with it; keep
   * {@code whole} reachable as long as it is used.
   *
   * @param spec of the same type, with no more elements
   */
  public Storage borrow(Storage whole, TensorSpec spec) {
    if (spec.dtype() != whole.dtype() || spec.shape().size() > whole.size()) {
      throw new IllegalArgumentException(spec + " does not fit into " + whole.spec());
    }
    return new Storage(backend, new Lease(this, spec, whole.present(), Lease.BORROWED, null));
  }

  /** Returns what is alive and what waits. */
  public synchronized Usage usage() {
    releaseUnreachable();
    return new Usage(live.count(), live.bytes(), free.bytes(), limit);
  }

  /** Gives every waiting block back to the system. */
  public void trim() {
    long freed;
    synchronized (this) {
      releaseUnreachable();
      freed = free.bytes();
      free.clear();
    }
    if (freed >= MUCH_BYTES) {
      backend.releaseFreed();
    }
  }

  /** Releases the lease once the storage is unreachable. */
  private synchronized void watch(Storage storage, Lease lease) {
    Watch watch = new Watch(storage, lease, unreachable);
    lease.watch = watch;
    watchedBytes += lease.byteCapacity();
  }

  /** Leaves the release to another: what a scope releases is no reason to run the collector. */
  private void unwatch(Lease lease) {
    Reference<Storage> watch = lease.watch;
    if (watch != null) {
      lease.watch = null;
      watch.clear();
      watchedBytes -= lease.byteCapacity();
    }
  }

  /** Makes another scope responsible for the release, or unreachability if it is null. */
  void move(Storage storage, Lease lease, @Nullable MemoryScope owner) {
    synchronized (this) {
      if (lease.owner() == owner || lease.isReleased() || lease.isPinned) {
        return;
      }
      lease.setOwner(owner);
      if (owner == null) {
        watch(storage, lease);
        return;
      }
      unwatch(lease);
      if (owner.isMine()) {
        lease.comeHome();
      }
    }
    if (!owner.adopt(storage)) {
      move(storage, lease, null);
    }
  }

  /**
   * Leaves the release to unreachability for good: something that no lease knows of uses the block.
   */
  synchronized void pin(Storage storage, Lease lease) {
    move(storage, lease, null);
    lease.isPinned = true;
  }

  /** Makes this thread count among those that compute with a lease. */
  synchronized void leaveHome(Lease lease) {
    lease.leaveHome();
  }

  /**
   * Releases what belongs to a scope that closes, the first first: what was made last is nearest in
   * the caches, and the next tensors get what was given back last.
   *
   * @param storages all that once came to it
   */
  static void releaseAll(List<Storage> storages, MemoryScope scope) {
    int first = 0;
    while (first < storages.size()) {
      first = storages.get(first).lease().pool().release(storages, first, scope);
    }
  }

  /** Releases storages as long as they are this pool's; returns the index of the first other. */
  private synchronized int release(List<Storage> storages, int first, MemoryScope scope) {
    int at = first;
    while (at < storages.size() && storages.get(at).lease().pool() == this) {
      Storage storage = storages.get(at);
      if (storage.lease().owner() == scope) {
        release(storage, storage.lease());
      }
      at++;
    }
    return at;
  }

  /** Releases a lease: at once if nobody computes with the block, else when nobody does. */
  private void release(Storage storage, Lease lease) {
    if (!lease.markReleased()) {
      return;
    }
    lease.waitsForHome = lease.hasHomeElsewhere();
    if (lease.waitsForHome) {
      watch(storage, lease);
    } else if (lease.isCounted()) {
      held++;
      watch(storage, lease);
    } else {
      takeBack(lease);
    }
  }

  /** Takes a released lease's block back; called by the last thread that held it. */
  synchronized void giveBack(Lease lease) {
    if (!lease.waitsForHome && takeBack(lease)) {
      held--;
      notifyAll();
    }
  }

  /** Takes the block of a lease that nobody uses any more; returns false if it is back already. */
  private boolean takeBack(Lease lease) {
    Block block = lease.takeBlock();
    if (block == null) {
      return false;
    }
    unwatch(lease);
    live.remove(lease);
    if (lease.isForeign()) {
      block.free();
    } else {
      free.put(lease.spec().dtype(), lease.capacity(), block);
    }
    return true;
  }

  private void releaseUnreachable() {
    for (Reference<?> reference = unreachable.poll();
        reference != null;
        reference = unreachable.poll()) {
      release((Watch) reference);
    }
  }

  private void release(Watch watch) {
    // A storage may have moved into a scope while this watch was waiting in the queue.
    Lease lease = watch.lease;
    if (lease.watch == watch) {
      boolean isHeld = !lease.markReleased() && !lease.waitsForHome;
      if (takeBack(lease) && isHeld) {
        // The thread that held it has ended without letting go.
        held--;
      }
    }
  }

  /**
   * Runs the collector and releases what it found, until nothing more arrives for a moment. An
   * interrupted thread waits as others do, since the memory is there, and keeps its flag.
   */
  private void collect() {
    System.gc();
    boolean wasInterrupted = false;
    boolean isMore = true;
    long patience = COLLECTION_WAIT_MILLIS;
    while (isMore) {
      try {
        Reference<?> reference = unreachable.remove(patience);
        isMore = reference != null;
        if (reference != null) {
          release((Watch) reference);
          patience = 1;
        }
      } catch (InterruptedException e) {
        wasInterrupted = true;
      }
    }
    if (wasInterrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void makeRoom(TensorSpec spec, long bytes) {
    if (fits(bytes)) {
      return;
    }
    free.clear();
    if (fits(bytes)) {
      return;
    }
    awaitHolders(bytes);
    if (fits(bytes)) {
      return;
    }
    collect();
    free.clear();
    if (!fits(bytes)) {
      throw new MemoryException(
          "cannot allocate a "
              + spec
              + " tensor ("
              + ByteSize.format(bytes)
              + ") on "
              + backend.device()
              + ": "
              + ByteSize.format(live.bytes())
              + " of "
              + ByteSize.format(limit)
              + " are in use by "
              + live.describeLargest(),
          "the live tensors to fit the limit",
          "release them (MemoryScope), use smaller batches, or raise "
              + MemorySettings.LIMIT_PROPERTY);
    }
  }

  /** Allocates a block. */
  private Block newBlock(TensorSpec spec, long capacity) {
    return takingRoom(
        () ->
            "cannot allocate a "
                + spec
                + " tensor ("
                + ByteSize.format(byteSize(capacity, spec.dtype()))
                + ")",
        () -> backend.allocate(spec.dtype(), capacity));
  }

  /**
   * Does something that takes memory of the device, such as what a library puts aside there; where
   * none is left, it is done again once the device has back what nobody uses.
   *
   * @param failed says what could not be done, for the message
   * @throws MemoryException if there is no room all the same; the message lists the largest live
   *     tensors
   */
  public <T> T takingRoom(Supplier<String> failed, Supplier<T> action) {
    try {
      return action.get();
    } catch (MemoryException e) {
      synchronized (this) {
        awaitHolders(Long.MAX_VALUE);
        collect();
        free.clear();
      }
    }
    try {
      return action.get();
    } catch (MemoryException e) {
      String tensors;
      synchronized (this) {
        tensors = ByteSize.format(live.bytes()) + " are in use by " + live.describeLargest();
      }
      throw new MemoryException(
          failed.get() + " on " + backend.device() + ": " + e.problem() + "; " + tensors,
          "the live tensors to fit the device",
          "release them (MemoryScope), use smaller batches, or end other programs that use the device",
          e);
    }
  }

  /**
   * Waits until kernels have let go of enough released blocks, or none is held any more, or for a
   * second. An interrupted thread waits as others do and keeps its flag.
   */
  private void awaitHolders(long bytes) {
    boolean wasInterrupted = false;
    long start = System.nanoTime();
    while (held > 0 && !fits(bytes)) {
      long left = HOLDERS_WAIT_NANOS - (System.nanoTime() - start);
      if (left <= 0) {
        break;
      }
      try {
        TimeUnit.NANOSECONDS.timedWait(this, left);
      } catch (InterruptedException e) {
        wasInterrupted = true;
      }
      free.clear();
    }
    if (wasInterrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean fits(long bytes) {
    return bytes <= limit - live.bytes() - free.bytes();
  }

  /** Returns the bytes of a block, or the largest count if they are even more. */
  private static long byteSize(long capacity, DType dtype) {
    return capacity > Long.MAX_VALUE / dtype.byteSize()
        ? Long.MAX_VALUE
        : capacity * dtype.byteSize();
  }

  private @Nullable String siteOf(TensorSpec spec) {
    return spec.byteSize() < Math.min(LARGE_BYTES, limit / LARGE_SHARE)
        ? null
        : CallSite.outsideFramework();
  }
}
