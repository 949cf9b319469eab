package dev.jacobian.device;

import dev.jacobian.shape.TensorSpec;
import java.lang.ref.Reference;
import org.jspecify.annotations.Nullable;

/**
 * A block on loan from a pool: what has to be known to give it back once its {@link Storage} is
 * gone. Leases of a pool form a list, so that the pool can say what is alive.
 */
final class Lease {
  /** The capacity of a lease whose block came from elsewhere and does not go back into the pool. */
  static final long FOREIGN = 0;

  /** The capacity of a lease whose block belongs to another lease, which gives it back. */
  static final long BORROWED = -1;

  private final MemoryPool pool;
  private final TensorSpec spec;
  private final long capacity;
  private final @Nullable String site;
  private volatile @Nullable Block block;
  private @Nullable MemoryScope owner;

  /** What releases this lease if no scope does; the pool sets it under its lock. */
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

  /** Where the tensor was made, if that was recorded. */
  @Nullable String site() {
    return site;
  }

  @Nullable Block block() {
    return block;
  }

  @Nullable MemoryScope owner() {
    return owner;
  }

  void setOwner(@Nullable MemoryScope owner) {
    this.owner = owner;
  }

  /** Gives the block back to the pool; a second call does nothing. */
  void release() {
    pool.release(this);
  }

  /** Takes the block out of this lease; the pool calls this under its lock. */
  @Nullable Block takeBlock() {
    Block taken = block;
    block = null;
    return taken;
  }
}
