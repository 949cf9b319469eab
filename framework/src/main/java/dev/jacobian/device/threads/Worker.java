package dev.jacobian.device.threads;

import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * One of the additional threads of {@link WorkerThreads}. It waits for the next task first without
 * leaving its processor, then parked; after long idleness it ends, so that a pool that is no longer
 * used goes away.
 */
final class Worker implements Runnable {
  private static final long IDLE_NANOS = 30_000_000_000L;

  private enum State {
    /** There is no thread. */
    ABSENT,
    /** The thread looks for parts without being told. */
    AWAKE,
    /** The thread must be woken; whoever changes this first decides what it does. */
    PARKED
  }

  private final WorkerThreads threads;
  private final int number;
  private final String name;
  private final AtomicReference<State> state = new AtomicReference<>(State.ABSENT);
  private volatile @Nullable Thread thread;

  /**
   * Makes a worker without a thread.
   *
   * @param number among those that work on a task, of which the caller's is 0
   */
  Worker(WorkerThreads threads, int number, String name) {
    this.threads = threads;
    this.number = number;
    this.name = name;
  }

  /** Starts a thread if there is none; called by one thread at a time. */
  void ensureStarted() {
    if (state.get() != State.ABSENT) {
      return;
    }
    Thread fresh = new Thread(null, this, name, 0, false);
    fresh.setDaemon(true);
    thread = fresh;
    state.set(State.AWAKE);
    boolean isStarted = false;
    try {
      fresh.start();
      isStarted = true;
    } finally {
      if (!isStarted) {
        state.set(State.ABSENT);
      }
    }
  }

  /** Makes a parked thread look for parts. */
  void wake() {
    if (state.get() == State.PARKED && state.compareAndSet(State.PARKED, State.AWAKE)) {
      LockSupport.unpark(thread);
    }
  }

  @Override
  public void run() {
    int known;
    do {
      known = threads.latest();
      threads.takeParts(number);
    } while (threads.spinForTask(known) || park(known));
  }

  /** Returns true when woken, false after long idleness or when the threads are to end. */
  private boolean park(int known) {
    long start = System.nanoTime();
    state.set(State.PARKED);
    // What was published before the state was set wakes nobody.
    if (threads.isClosed() && state.compareAndSet(State.PARKED, State.ABSENT)) {
      return false;
    }
    if (threads.latest() != known) {
      state.compareAndSet(State.PARKED, State.AWAKE);
      return true;
    }
    while (state.get() == State.PARKED) {
      long idle = System.nanoTime() - start;
      if (idle >= IDLE_NANOS && state.compareAndSet(State.PARKED, State.ABSENT)) {
        return false;
      }
      LockSupport.parkNanos(threads, Math.max(1, IDLE_NANOS - idle));
      Thread.interrupted();
    }
    return true;
  }
}
