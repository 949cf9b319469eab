package dev.jacobian.kernel.java;

import dev.jacobian.kernel.print.Structure;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/**
 * Remembers what was made of the structures that were asked for last. Threads may use it together:
 * a structure is made once, by the thread that asks first, while others wait for it and threads
 * with other structures do not.
 */
final class KernelCache<T> {
  private final int capacity;
  private final Map<Structure, CompletableFuture<T>> entries;
  private long hits;

  /**
   * Makes an empty cache.
   *
   * @param capacity most entries; beyond it the one that was not asked for longest goes
   */
  KernelCache(int capacity) {
    this.capacity = capacity;
    this.entries = new LinkedHashMap<>(16, 0.75f, true);
  }

  /** Returns the entry of a structure, made by {@code maker} if there is none. */
  T get(Structure structure, Function<Structure, T> maker) {
    CompletableFuture<T> entry;
    boolean isNew = false;
    synchronized (entries) {
      entry = entries.get(structure);
      if (entry == null) {
        isNew = true;
        entry = new CompletableFuture<>();
        entries.put(structure, entry);
        if (entries.size() > capacity) {
          entries.remove(entries.keySet().iterator().next());
        }
      } else {
        hits++;
      }
    }
    if (isNew) {
      try {
        entry.complete(maker.apply(structure));
      } catch (RuntimeException | Error e) {
        // Those who wait get the same error; the next one tries again.
        synchronized (entries) {
          entries.remove(structure, entry);
        }
        entry.completeExceptionally(e);
        throw e;
      }
    }
    return entry.join();
  }

  /** Returns how many structures it holds. */
  int size() {
    synchronized (entries) {
      return entries.size();
    }
  }

  /** Returns how often an entry was there already. */
  long hits() {
    synchronized (entries) {
      return hits;
    }
  }
}
