package dev.jacobian.device;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A region of a program whose tensors are released at its end, except those kept:
 *
 * <pre>{@code
 * try (MemoryScope scope = MemoryScope.open()) {
 *   Tensor loss = lossFn.forward(model.forward(x), y);
 *   loss.backward();
 *   optimizer.step();
 * }
 * }</pre>
 *
 * Gradients of parameters, optimizer state and whatever else is stored in an object from outside
 * the scope survives without being named. Scopes nest and belong to the thread that opened them.
 * Using a released tensor is an error, never a crash.
 */
public final class MemoryScope implements AutoCloseable {
  private static final ThreadLocal<@Nullable MemoryScope> CURRENT = new ThreadLocal<>();

  private final @Nullable MemoryScope enclosing;
  private final Thread thread = Thread.currentThread();
  private final List<Lease> leases = new ArrayList<>();

  private MemoryScope(@Nullable MemoryScope enclosing) {
    this.enclosing = enclosing;
  }

  /** Opens a scope inside the thread's present one. */
  public static MemoryScope open() {
    MemoryScope scope = new MemoryScope(CURRENT.get());
    CURRENT.set(scope);
    return scope;
  }

  /** Returns the innermost open scope of this thread, or null. */
  public static @Nullable MemoryScope current() {
    return CURRENT.get();
  }

  /**
   * Lets a tensor survive this scope: it belongs to the enclosing one from now on, or to nobody if
   * there is none.
   *
   * @return {@code kept}
   */
  public <T extends Stored> T keep(T kept) {
    Storage storage = kept.storage();
    if (storage.owner() == this) {
      storage.moveTo(enclosing);
    }
    return kept;
  }

  void adopt(Lease lease) {
    leases.add(lease);
  }

  /** Releases what was made inside and not kept. */
  @Override
  public void close() {
    if (thread != Thread.currentThread() || CURRENT.get() != this) {
      throw new IllegalStateException(
          "a MemoryScope was closed out of order or by another thread; expected the innermost scope to be closed first,"
              + " by the thread that opened it; fix: use try-with-resources");
    }
    if (enclosing == null) {
      CURRENT.remove();
    } else {
      CURRENT.set(enclosing);
    }
    for (int i = leases.size() - 1; i >= 0; i--) {
      Lease lease = leases.get(i);
      if (lease.owner() == this) {
        lease.release();
      }
    }
    leases.clear();
  }
}
