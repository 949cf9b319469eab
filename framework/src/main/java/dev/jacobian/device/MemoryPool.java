package dev.jacobian.device;

import dev.jacobian.shape.DType;
import dev.jacobian.shape.MemoryException;
import dev.jacobian.shape.TensorSpec;
import java.lang.ref.PhantomReference;
import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.util.HashSet;
import java.util.Set;
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
  private static final long SITE_THRESHOLD_BYTES = 64 * 1024;
  private static final long FIRST_PRESSURE_BYTES = 256L << 20;
  private static final long COLLECTION_WAIT_MILLIS = 100;

  private final Backend backend;
  private final long limit;
  private final FreeBlocks free = new FreeBlocks();
  private final LiveLeases live = new LiveLeases();
  private final ReferenceQueue<Storage> unreachable = new ReferenceQueue<>();
  private final Set<Watch> watches = new HashSet<>();
  private long watchedBytes;
  private long pressureBytes;

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
   * @param liveTensors storages that are not released
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
   * @throws MemoryException if the limit would be passed; the message lists the largest live
   *     tensors
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
        block = backend.allocate(spec.dtype(), capacity);
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
      scope.adopt(lease);
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
    return new Storage(backend, new Lease(this, spec, whole.block(), Lease.BORROWED, null));
  }

  /** Returns what is alive and what waits. */
  public synchronized Usage usage() {
    releaseUnreachable();
    return new Usage(live.count(), live.bytes(), free.bytes(), limit);
  }

  /** Gives every waiting block back to the system. */
  public synchronized void trim() {
    releaseUnreachable();
    free.clear();
  }

  /** Releases the lease once the storage is unreachable. */
  synchronized void watch(Storage storage, Lease lease) {
    Watch watch = new Watch(storage, lease, unreachable);
    lease.watch = watch;
    watches.add(watch);
    watchedBytes += lease.byteCapacity();
  }

  /** Leaves the release to a scope: what a scope releases is no reason to run the collector. */
  synchronized void unwatch(Lease lease) {
    Reference<Storage> watch = lease.watch;
    if (watch != null) {
      lease.watch = null;
      watch.clear();
      watches.remove(watch);
      watchedBytes -= lease.byteCapacity();
    }
  }

  synchronized void release(Lease lease) {
    Block block = lease.takeBlock();
    if (block == null) {
      return;
    }
    live.remove(lease);
    if (lease.isForeign()) {
      block.free();
    } else {
      free.put(lease.spec().dtype(), lease.capacity(), block);
    }
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
    if (watches.remove(watch)) {
      watchedBytes -= watch.lease.byteCapacity();
      release(watch.lease);
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

  private boolean fits(long bytes) {
    return bytes <= limit - live.bytes() - free.bytes();
  }

  /** Returns the bytes of a block, or the largest count if they are even more. */
  private static long byteSize(long capacity, DType dtype) {
    return capacity > Long.MAX_VALUE / dtype.byteSize()
        ? Long.MAX_VALUE
        : capacity * dtype.byteSize();
  }

  private static @Nullable String siteOf(TensorSpec spec) {
    return spec.byteSize() < SITE_THRESHOLD_BYTES ? null : CallSite.outsideFramework();
  }
}
