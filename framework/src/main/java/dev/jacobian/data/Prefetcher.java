package dev.jacobian.data;

import dev.jacobian.io.Uninterrupted;
import dev.jacobian.shape.DataException;
import java.lang.ref.WeakReference;
import java.math.BigDecimal;
import java.util.BitSet;
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
 * <p>A worker that has had nothing to do for a while ends, and the caller starts another one when
 * it makes room for a batch again. So an iterator that was left with {@code break} keeps no
 * threads, whether or not the garbage collector has found it.
 */
final class Prefetcher implements BatchSource {
  private static final long IDLE_MILLIS = 500;

  private final BatchReader reader;
  private final DataLoader.Options options;
  private final Consumer<Prefetcher> whenClosed;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Condition space = lock.newCondition();
  private final @Nullable Outcome[] slots;
  private final @Nullable Thread[] readers;
  private final BitSet running = new BitSet();
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
   * @param options how many threads read how far ahead, and how long they are waited for
   * @param batches how many there are, those before the first included
   * @param whenClosed told once, when this is closed
   */
  Prefetcher(
      BatchReader reader,
      DataLoader.Options options,
      long firstBatch,
      long batches,
      Consumer<Prefetcher> whenClosed) {
    this.reader = reader;
    this.options = options;
    this.whenClosed = whenClosed;
    this.claimed = firstBatch;
    this.delivered = firstBatch;
    this.end = batches;
    long most = (long) options.workers() * options.prefetch();
    this.slots = new @Nullable Outcome[(int) Math.max(1, Math.min(most, end - firstBatch))];
    this.readers = new @Nullable Thread[slots.length];
  }

  /** Starts the threads that read for {@code iterator}. */
  void start(BatchIterator iterator) {
    consumer = new WeakReference<>(iterator);
    lock.lock();
    try {
      for (int i = 0; i < workers(); i++) {
        startWorker();
      }
    } finally {
      lock.unlock();
    }
  }

  private int workers() {
    return Math.min(options.workers(), slots.length);
  }

  private void startWorker() {
    int number = running.nextClearBit(0);
    Thread thread = new Thread(() -> work(number), "jacobian-data-" + reader.name() + "-" + number);
    thread.setDaemon(true);
    thread.start();
    running.set(number);
  }

  private void work(int worker) {
    for (long number = claim(worker); number >= 0; number = claim(worker)) {
      Outcome outcome;
      try {
        outcome = new Outcome(reader.read(number).handedOver(), null);
      } catch (Throwable failure) {
        outcome = new Outcome(null, failure);
      }
      // What a data set did to this thread's interrupt flag must not end the waiting for the next
      // number.
      Thread.interrupted();
      put(number, outcome);
    }
  }

  /** Waits for a number whose slot is free and returns it, or -1 if the worker is to end. */
  private long claim(int worker) {
    lock.lock();
    try {
      boolean isIdle = false;
      while (!closed && !isIdle && claimed < end && claimed - delivered >= slots.length) {
        isIdle = !space.await(IDLE_MILLIS, TimeUnit.MILLISECONDS);
      }
      if (!closed && claimed < end && claimed - delivered < slots.length) {
        readers[slot(claimed)] = Thread.currentThread();
        return claimed++;
      }
      running.clear(worker);
    } catch (InterruptedException e) {
      failForStranger(e);
    } finally {
      lock.unlock();
    }
    closeIfForgotten();
    return -1;
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

  /** Closes this if nobody can ask for a batch any more. */
  void closeIfForgotten() {
    WeakReference<BatchIterator> reference = consumer;
    if (reference != null && reference.get() == null) {
      close();
    }
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
    try (Uninterrupted waiting = Uninterrupted.begin()) {
      return awaitOrInterrupt(number);
    }
  }

  private Outcome awaitOrInterrupt(long number) {
    lock.lock();
    try {
      Outcome outcome = slots[slot(number)];
      long patience = options.timeout().toNanos();
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
      if (claimed < end && running.cardinality() < workers()) {
        startWorker();
      }
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
    if (options.timeout().isZero()) {
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
    Thread thread = readers[slot(number)];
    String where = "no worker has begun it";
    if (thread != null) {
      StackTraceElement[] stack = thread.getStackTrace();
      where = thread.getName() + (stack.length == 0 ? " has ended" : " is at " + stack[0]);
      thread.interrupt();
    }
    return new DataException(
        "data loader: batch "
            + number
            + " was not read within "
            + BigDecimal.valueOf(options.timeout().toMillis(), 3)
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
