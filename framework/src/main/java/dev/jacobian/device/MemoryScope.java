package dev.jacobian.device;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
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
 * Using a released tensor is an error, never a crash: in any thread, also if the scope closes while
 * a kernel works on the tensor, whose memory then stays until the kernel has ended.
 */
public final class MemoryScope implements AutoCloseable {
  private static final ThreadLocal<@Nullable MemoryScope> CURRENT = new ThreadLocal<>();

  private final @Nullable MemoryScope enclosing;
  private final Thread thread = Thread.currentThread();
  private final List<Storage> storages = new ArrayList<>();

  /** What other threads have moved into this scope, under its lock. */
  private final List<Storage> arrived = new ArrayList<>(0);

  private boolean isClosed;

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

  /**
   * Does something as part of the enclosing scope, or of none: what it makes outlives this one.
   *
   * @throws IllegalStateException if this is not the innermost scope of this thread
   */
  public <T extends @Nullable Object> T outside(Supplier<T> action) {
    if (CURRENT.get() != this) {
      throw new IllegalStateException(
          "a MemoryScope was left that is not the innermost one of this thread");
    }
    CURRENT.set(enclosing);
    try {
      return action.get();
    } finally {
      CURRENT.set(this);
    }
  }

  /** Returns whether this is a scope of this thread. */
  boolean isMine() {
    return thread == Thread.currentThread();
  }

  /** Takes the responsibility for a storage; returns false if this scope is closed. */
  boolean adopt(Storage storage) {
    if (!isMine()) {
      return adoptFromOther(storage);
    }
    return !isClosed && storages.add(storage);
  }

  private synchronized boolean adoptFromOther(Storage storage) {
    return !isClosed && arrived.add(storage);
  }

  /** Releases what was made inside and not kept. */
  @Override
  public void close() {
    if (!isMine() || CURRENT.get() != this) {
      throw new IllegalStateException(
          "a MemoryScope was closed out of order or by another thread; expected the innermost scope to be closed first,"
              + " by the thread that opened it; fix: use try-with-resources");
    }
    if (enclosing == null) {
      CURRENT.remove();
    } else {
      CURRENT.set(enclosing);
    }
    synchronized (this) {
      isClosed = true;
      storages.addAll(arrived);
      arrived.clear();
    }
    MemoryPool.releaseAll(storages, this);
    storages.clear();
  }
}
