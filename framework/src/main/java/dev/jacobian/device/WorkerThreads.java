package dev.jacobian.device;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A fixed number of threads that share the parts of one task after the other: the caller's and
 * daemon threads that are started when they are first needed and end when they have long been idle,
 * or when this is closed. Which thread does a part is left to chance, so what a part computes must
 * not depend on it.
 */
public final class WorkerThreads implements AutoCloseable {
  /*
   * A task is published by setting the ticket: the number of the task in its upper half, the number
   * of parts that nobody has taken yet in its lower half. A part is taken by counting the ticket
   * down. Since the ticket of a task never comes back, a thread that is late takes no part of a
   * task that it has not read, and since a task's fields are only replaced after its last part has
   * ended, whoever takes a part has read the fields of that part's task.
   */

  /**
   * How long a thread that waits keeps its processor: longer than what an eager step does on one
   * thread between two products, since waking a thread costs a good part of a kernel.
   */
  private static final long SPIN_NANOS = 200_000;

  private static final int CHECKS_PER_CLOCK = 16;

  private final Worker[] workers;
  private final long spinNanos;
  private final AtomicBoolean busy = new AtomicBoolean();
  private final AtomicLong ticket = new AtomicLong();
  private final AtomicInteger unfinished = new AtomicInteger();
  private volatile @Nullable Thread waiting;
  private volatile boolean isClosed;
  private @Nullable PartTask task;
  private int parts;

  /** What the caller holds, where assertions are on. */
  private @Nullable HoldLedger held;

  private @Nullable Throwable failure;
  private int failedPart;

  /**
   * Makes a pool; no thread is started yet.
   *
   * @param name what its threads are called, before their number
   * @param threads how many threads work on a task, the caller's included; at least 1
   */
  public WorkerThreads(String name, int threads) {
    this.workers = new Worker[threads - 1];
    for (int i = 0; i < workers.length; i++) {
      workers[i] = new Worker(this, name + "-" + (i + 1));
    }
    this.spinNanos = threads <= Runtime.getRuntime().availableProcessors() ? SPIN_NANOS : 0;
  }

  /** Returns how many threads work on a task, the caller's included. */
  public int threads() {
    return workers.length + 1;
  }

  /**
   * Does each part once and returns when all have ended. If the pool is at work already, for
   * another thread or because this is called from within a part, the caller does all parts; also if
   * this is closed, or the caller wants to be {@linkplain ThreadSettings#alone alone}.
   *
   * @param parts how many there are
   * @throws RuntimeException what the first part, by number, that failed has thrown; the other
   *     parts are done nevertheless
   */
  public void run(int parts, PartTask task) {
    if (parts == 1) {
      task.run(0);
    } else if (parts > 1
        && workers.length > 0
        && !isClosed
        && !ThreadSettings.isAlone()
        && busy.compareAndSet(false, true)) {
      try {
        share(parts, task);
      } finally {
        busy.set(false);
      }
    } else {
      runAlone(parts, task);
    }
  }

  private static void runAlone(int parts, PartTask task) {
    Throwable first = null;
    for (int part = 0; part < parts; part++) {
      try {
        task.run(part);
      } catch (Throwable e) {
        first = first == null ? e : first;
      }
    }
    rethrow(first);
  }

  private void share(int count, PartTask work) {
    int helpers = Math.min(count - 1, workers.length);
    for (int i = 0; i < helpers; i++) {
      workers[i].ensureStarted();
    }
    task = work;
    parts = count;
    failure = null;
    assert (held = HoldLedger.mine()) != null;
    unfinished.set(count);
    ticket.set((((ticket.get() >>> Integer.SIZE) + 1) << Integer.SIZE) | count);
    for (int i = 0; i < helpers; i++) {
      workers[i].wake();
    }
    takeParts();
    awaitOthers();
    task = null;
    rethrow(failure);
  }

  /** Lets the threads end; a task that is under way is done first. */
  @Override
  public void close() {
    isClosed = true;
    for (Worker worker : workers) {
      worker.wake();
    }
  }

  /** Returns whether the threads are to end. */
  boolean isClosed() {
    return isClosed;
  }

  /** Does parts of the present task until all are taken. */
  void takeParts() {
    long seen = ticket.get();
    while ((int) seen != 0) {
      PartTask present = task;
      int part = parts - (int) seen;
      if (present != null && ticket.compareAndSet(seen, seen - 1)) {
        try {
          assert HoldLedger.workFor(held);
          present.run(part);
        } catch (Throwable e) {
          recordFailure(part, e);
        }
        if (unfinished.decrementAndGet() == 0) {
          LockSupport.unpark(waiting);
        }
      }
      seen = ticket.get();
    }
  }

  private synchronized void recordFailure(int part, Throwable e) {
    if (failure == null || part < failedPart) {
      failure = e;
      failedPart = part;
    }
  }

  private void awaitOthers() {
    long start = System.nanoTime();
    for (int i = 1; unfinished.get() != 0; i++) {
      Thread.onSpinWait();
      if (i % CHECKS_PER_CLOCK == 0 && System.nanoTime() - start >= spinNanos) {
        parkUntilFinished();
      }
    }
  }

  private void parkUntilFinished() {
    boolean wasInterrupted = false;
    waiting = Thread.currentThread();
    while (unfinished.get() != 0) {
      LockSupport.park(this);
      // A thread that is interrupted does not park.
      wasInterrupted |= Thread.interrupted();
    }
    waiting = null;
    if (wasInterrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** Returns whether the present task has a part that nobody has taken. */
  boolean hasParts() {
    return (int) ticket.get() != 0;
  }

  /** Waits for a task without leaving the processor; returns whether there is one. */
  boolean spinForParts() {
    long start = System.nanoTime();
    for (int i = 1; !hasParts(); i++) {
      Thread.onSpinWait();
      if (i % CHECKS_PER_CLOCK == 0 && (isClosed || System.nanoTime() - start >= spinNanos)) {
        return false;
      }
    }
    return true;
  }

  /** Throws what a part has thrown, as it is: parts declare no checked exceptions. */
  @SuppressWarnings("unchecked")
  private static <E extends Throwable> void rethrow(@Nullable Throwable failure) throws E {
    if (failure != null) {
      throw (E) failure;
    }
  }
}
