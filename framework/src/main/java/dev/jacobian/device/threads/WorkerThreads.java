package dev.jacobian.device.threads;

import dev.jacobian.device.HoldLedger;
import dev.jacobian.device.PartTask;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A fixed number of threads that share the parts of one task after the other: the caller's and
 * daemon threads that are started when they are first needed and end when they have long been idle,
 * or when this is closed. Which thread does a part is left to chance, so what a part computes must
 * not depend on it.
 */
public final class WorkerThreads implements AutoCloseable {
  /**
   * How long a thread that waits keeps its processor: longer than what an eager step does on one
   * thread between two products, since waking a thread costs a good part of a kernel.
   */
  private static final long SPIN_NANOS = 200_000;

  private static final int CHECKS_PER_CLOCK = 16;

  private final Worker[] workers;
  private final long spinNanos;
  private final AtomicBoolean busy = new AtomicBoolean();
  private final PartRows rows;
  private final AtomicInteger unfinished = new AtomicInteger();
  private volatile @Nullable Thread waiting;
  private volatile boolean isClosed;
  private @Nullable PartTask task;

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
      workers[i] = new Worker(this, i + 1, name + "-" + (i + 1));
    }
    this.rows = new PartRows(threads);
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
    failure = null;
    assert (held = HoldLedger.mine()) != null;
    unfinished.set(count);
    rows.publish(count);
    for (int i = 0; i < helpers; i++) {
      workers[i].wake();
    }
    takeParts(0);
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

  /**
   * Does parts of the present task until all are taken.
   *
   * @param thread the number of the thread that calls, from 0 for the task's own
   */
  void takeParts(int thread) {
    for (int part = rows.take(thread); part != PartRows.NONE; part = rows.take(thread)) {
      try {
        assert HoldLedger.workFor(held);
        Objects.requireNonNull(task).run(part);
      } catch (Throwable e) {
        recordFailure(part, e);
      }
      if (unfinished.decrementAndGet() == 0) {
        LockSupport.unpark(waiting);
      }
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

  /** Returns the number of the task that was given last. */
  int latest() {
    return rows.latest();
  }

  /**
   * Waits for a task without leaving the processor; returns whether there is one.
   *
   * @param known the number of the last task that the caller knows
   */
  boolean spinForTask(int known) {
    long start = System.nanoTime();
    for (int i = 1; rows.latest() == known; i++) {
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
