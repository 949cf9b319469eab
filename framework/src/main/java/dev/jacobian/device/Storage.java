package dev.jacobian.device;

import dev.jacobian.shape.DType;
import dev.jacobian.shape.MemoryException;
import dev.jacobian.shape.TensorSpec;
import org.jspecify.annotations.Nullable;

/**
 * The elements of a tensor in one backend's memory. Several tensors may share one storage (a
 * reshaped view, a detached tensor); they share its version too.
 *
 * <p>A storage belongs to the {@link MemoryScope} that was open when it was made, which releases it
 * when it closes; one made outside any scope is released after it has become unreachable.
 */
public final class Storage {
  private final Backend backend;
  private final Lease lease;
  private int version;

  Storage(Backend backend, Lease lease) {
    this.backend = backend;
    this.lease = lease;
  }

  /** Returns the backend whose memory this is. */
  public Backend backend() {
    return backend;
  }

  /** Returns the type of the elements. */
  public DType dtype() {
    return lease.spec().dtype();
  }

  /** Returns the number of elements. */
  public long size() {
    return lease.spec().shape().size();
  }

  /**
   * Returns the memory. Keep this storage reachable while the memory is in use.
   *
   * @throws MemoryException if it has been released
   */
  public Block block() {
    Block block = lease.block();
    if (block == null) {
      throw new MemoryException(
          "the values of a " + lease.spec() + " tensor were released when its MemoryScope closed",
          "a tensor that is used after its scope to be kept",
          "call scope.keep(tensor) before the scope closes");
    }
    return block;
  }

  /** Returns whether the memory has been given back. */
  public boolean isReleased() {
    return lease.block() == null;
  }

  /**
   * Returns how often the elements have been changed in place; backward compares it with what it
   * saved.
   */
  public int version() {
    return version;
  }

  /** Records that the elements are about to be changed in place. */
  public void markChanged() {
    version++;
  }

  /** Returns the scope that will release this storage, or null if that is left to reachability. */
  public @Nullable MemoryScope owner() {
    return lease.owner();
  }

  /**
   * Makes {@code owner} responsible for the release instead of the present one; null leaves it to
   * reachability. What is stored in a longer-lived object moves to that object's owner this way.
   */
  public void moveTo(@Nullable MemoryScope owner) {
    if (lease.owner() == owner || isReleased()) {
      return;
    }
    if (lease.owner() == null) {
      backend.memory().unwatch(lease);
    }
    lease.setOwner(owner);
    if (owner == null) {
      backend.memory().watch(this, lease);
    } else {
      owner.adopt(lease);
    }
  }

  /** Returns what this storage was made for. */
  public TensorSpec spec() {
    return lease.spec();
  }
}
