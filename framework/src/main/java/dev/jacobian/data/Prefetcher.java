package dev.jacobian.data;

import dev.jacobian.shape.DataException;
import java.lang.ref.WeakReference;
import java.math.BigDecimal;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Worker threads that read batches ahead of the caller.
 *
 * <p>How: a worker claims the next number, reads that batch without the lock, and puts it into slot
 * {@code number mod slots.length}. The caller takes the slots in order of their numbers, so the
 * order of delivery does not depend on who was faster. A number is claimed only when its slot is
 * sure to be free (the bound), so the batch that the caller waits for is always either there, or
 * being read, or can be claimed: nothing waits in a circle. A failure is put into its slot like a
 * batch and thrown when its turn comes.
 *
 * <p>Threads refer to this object and this object only weakly to the iterator, so a forgotten
 * iterator can be collected; workers that wait look for that once in a while.
 */
final class Prefetcher implements BatchSource {
  private static final long ABANDONED_CHECK_SECONDS = 1;

  private final EpochPlan plan;
  private final Consumer<BatchSource> whenClosed;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Condition space = lock.newCondition();
  private final @Nullable Outcome[] slots;
  private final @Nullable Thread[] readers;
  private volatile @Nullable WeakReference<BatchIterator> consumer;
  private long claimed;
  private long delivered;
  private long end;
  private boolean closed;
  private @Nullable DataException interrupted;

  /** What reading a batch came to: exactly one of the two. */
  private record Outcome(@Nullable Fetched fetched, @Nullable Throwable failure) {}

  /**
   * Prepares to read.
   *
   * @param whenClosed told once, when this is closed
   */
  Prefetcher(EpochPlan plan, long firstBatch, Consumer<BatchSource> whenClosed) {
    this.plan = plan;
    this.whenClosed = whenClosed;
    this.claimed = firstBatch;
    this.delivered = firstBatch;
    this.end = plan.batches();
    long most = (long) plan.options().workers() * plan.options().prefetch();
    this.slots = new @Nullable Outcome[(int) Math.max(1, Math.min(most, end - firstBatch))];
    this.readers = new @Nullable Thread[slots.length];
  }

  /** Starts the threads, which stop when {@code iterator} is forgotten. */
  void start(BatchIterator iterator) {
    consumer = new WeakReference<>(iterator);
    for (int i = 0; i < Math.min(plan.options().workers(), slots.length); i++) {
      Thread thread = new Thread(this::work, "jacobian-data-worker-" + i);
      thread.setDaemon(true);
      thread.start();
    }
  }

  private void work() {
    for (long number = claim(); number >= 0; number = claim()) {
      Outcome outcome;
      try {
        outcome = new Outcome(plan.read(number), null);
      } catch (Throwable failure) {
        outcome = new Outcome(null, failure);
      }
      // What a data set did to this thread's interrupt flag must not end the waiting for the next
      // number.
      Thread.interrupted();
      put(number, outcome);
    }
  }

  /** Waits for a number whose slot is free and returns it, or -1 if there is no more to read. */
  private long claim() {
    lock.lock();
    try {
      while (!closed && claimed < end && claimed - delivered >= slots.length) {
        boolean signalled = space.await(ABANDONED_CHECK_SECONDS, TimeUnit.SECONDS);
        if (!signalled && isAbandoned()) {
          close();
        }
      }
      if (closed || claimed >= end) {
        return -1;
      }
      readers[slot(claimed)] = Thread.currentThread();
      return claimed++;
    } catch (InterruptedException e) {
      failForStranger(e);
      return -1;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Only a stranger interrupts a worker that waits. The caller must not wait for what will not come
   * and is told why, where the worker's next batch would have been.
   */
  private void failForStranger(InterruptedException cause) {
    DataException failure =
        new DataException(
            "data loader: " + Thread.currentThread().getName() + " was interrupted",
            "workers that only the loader ends",
            null,
            cause);
    end = claimed;
    interrupted = failure;
    changed.signalAll();
    space.signalAll();
  }

  private boolean isAbandoned() {
    WeakReference<BatchIterator> reference = consumer;
    return reference != null && reference.get() == null;
  }

  private void put(long number, Outcome outcome) {
    lock.lock();
    try {
      if (closed) {
        discard(outcome);
        return;
      }
      if (outcome.failure() != null) {
        end = Math.min(end, number + 1);
      }
      slots[slot(number)] = outcome;
      if (number == delivered) {
        changed.signalAll();
      }
    } finally {
      lock.unlock();
    }
  }

  @Override
  public Batch take(long number) {
    Outcome outcome = await(number);
    Throwable failure = outcome.failure();
    if (failure != null) {
      throw Prefetcher.<RuntimeException>asItIs(failure);
    }
    Fetched fetched = outcome.fetched();
    if (fetched == null) {
      throw new IllegalStateException("neither a batch nor a failure");
    }
    return fetched.handOver();
  }

  private Outcome await(long number) {
    lock.lock();
    try {
      Outcome outcome = slots[slot(number)];
      long patience = plan.options().timeout().toNanos();
      while (outcome == null) {
        if (closed) {
          throw new CancellationException(
              "the data loader was closed while batch " + number + " was waited for");
        }
        if (interrupted != null && number >= end) {
          throw interrupted;
        }
        patience = waitFor(number, patience);
        outcome = slots[slot(number)];
      }
      slots[slot(number)] = null;
      delivered = number + 1;
      space.signal();
      return outcome;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CancellationException(
          "the thread was interrupted while it waited for batch " + number);
    } finally {
      lock.unlock();
    }
  }

  /**
   * Waits for a change, or for nothing: callers look again; returns how long the caller is still
   * willing to wait.
   */
  @SuppressWarnings("WaitNotInLoop") // the callers' loops
  private long waitFor(long number, long patience) throws InterruptedException {
    if (plan.options().timeout().isZero()) {
      changed.await();
      return patience;
    }
    long left = changed.awaitNanos(patience);
    if (left <= 0 && slots[slot(number)] == null && !closed) {
      throw hung(number);
    }
    return left;
  }

  private DataException hung(long number) {
    Thread reader = readers[slot(number)];
    String where = "no worker has begun it";
    if (reader != null) {
      StackTraceElement[] stack = reader.getStackTrace();
      where = reader.getName() + (stack.length == 0 ? " has ended" : " is at " + stack[0]);
      reader.interrupt();
    }
    return new DataException(
        "data loader: batch "
            + number
            + " was not read within "
            + BigDecimal.valueOf(plan.options().timeout().toMillis(), 3)
                .stripTrailingZeros()
                .toPlainString()
            + " s; "
            + where,
        "a data set whose gather returns",
        "if it only is slow, choose a longer timeout");
  }

  @Override
  public void close() {
    lock.lock();
    try {
      if (closed) {
        return;
      }
      closed = true;
      for (int i = 0; i < slots.length; i++) {
        Outcome outcome = slots[i];
        slots[i] = null;
        if (outcome != null) {
          discard(outcome);
        }
      }
      changed.signalAll();
      space.signalAll();
    } finally {
      lock.unlock();
    }
    whenClosed.accept(this);
  }

  private static void discard(Outcome outcome) {
    Fetched fetched = outcome.fetched();
    if (fetched != null) {
      fetched.discard();
    }
  }

  private int slot(long number) {
    return (int) (number % slots.length);
  }

  /** Returns never: throws {@code failure}, checked or not, as it is. */
  @SuppressWarnings("unchecked")
  private static <X extends Throwable> RuntimeException asItIs(Throwable failure) throws X {
    throw (X) failure;
  }
}
