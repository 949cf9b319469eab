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
  private @Nullable Storage borrowed;

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
   * Returns the memory, which stays where it is as long as this thread, or the one that it works
   * for, {@link Hold holds} this storage.
   */
  public Block block() {
    assert HoldLedger.isHeld(lease)
        : "a kernel works on a " + lease.spec() + " that it does not hold";
    return present();
  }

  /**
   * Returns the memory as long as it is there.
   *
   * @throws MemoryException if it has been released
   */
  Block present() {
    Block block = lease.block();
    if (block == null) {
      throw released();
    }
    return block;
  }

  /**
   * Keeps the memory where it is until {@link #letGo}.
   *
   * @throws MemoryException if it has been released; it is not held then
   */
  void hold() {
    if (!lease.hold()) {
      throw released();
    }
    assert HoldLedger.add(lease);
  }

  /** Ends what {@link #hold} has begun, in the same thread. */
  void letGo() {
    assert HoldLedger.remove(lease);
    lease.letGo();
  }

  private MemoryException released() {
    return new MemoryException(
        "the values of a " + lease.spec() + " tensor were released when its MemoryScope closed",
        "a tensor that is used after its scope to be kept",
        "call scope.keep(tensor) before the scope closes");
  }

  /** Returns whether the memory has been given back, or will be when running kernels have ended. */
  public boolean isReleased() {
    return lease.isReleased();
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
    if (lease.owner() != owner) {
      lease.pool().move(this, lease, owner);
    }
  }

  /**
   * Leaves the release to reachability for ever: something outside this framework refers to the
   * memory, and keeps this storage reachable as long as it does.
   *
   * @throws MemoryException if it has been released
   */
  public void pin() {
    lease.pool().pin(this, lease);
    if (isReleased()) {
      throw released();
    }
  }

  /**
   * Says that this thread, which has made the storage, hands it over to another one, whose scope
   * then releases it at once. Without this, what the scope of one thread releases and another
   * thread has made goes back only when it is unreachable. Not to be called while this thread
   * computes with it.
   */
  public void handOver() {
    lease.pool().leaveHome(lease);
  }

  /**
   * Returns this memory for kernels that run while this storage is held: they need not hold it
   * again, so that it is there until the last of them has ended. The same one at every call.
   *
   * @throws MemoryException if it has been released
   */
  public Storage borrowed() {
    if (lease.isBorrowed()) {
      return this;
    }
    Storage known = borrowed;
    if (known == null) {
      known = lease.pool().borrow(this, lease.spec());
      borrowed = known;
    }
    return known;
  }

  Lease lease() {
    return lease;
  }

  /** Returns what this storage was made for. */
  public TensorSpec spec() {
    return lease.spec();
  }
}
