package dev.jacobian.data;

import java.util.Iterator;
import java.util.NoSuchElementException;

/**
 * The batches of one epoch, in order. For use by one thread. Workers that read ahead end with the
 * last batch, with {@link #close()}, with an exception, and when no batch is asked for: a loop that
 * is left with {@code break} leaves no threads. They start again when one is.
 */
public final class BatchIterator implements Iterator<Batch>, AutoCloseable {
  private final BatchSource source;
  private final long epoch;
  private final long batches;
  private long position;
  private volatile boolean closed;

  BatchIterator(EpochPlan plan, long firstBatch, BatchSource source) {
    this.source = source;
    this.epoch = plan.epoch();
    this.batches = plan.batches();
    this.position = firstBatch;
  }

  /** Returns the number of the epoch. */
  public long epoch() {
    return epoch;
  }

  /**
   * Returns the number of the batch that comes next, from 0; with the epoch, the whole place to
   * resume from.
   */
  public long position() {
    return position;
  }

  /** Returns whether there is another batch; never waits. */
  @Override
  public boolean hasNext() {
    return !closed && position < batches;
  }

  /**
   * Returns the next batch, and waits for it if workers are not ahead. Whatever the data set throws
   * comes out as it is, and ends the iteration.
   *
   * @throws NoSuchElementException if the epoch is over or this iterator is closed
   * @throws java.util.concurrent.CancellationException if the thread is interrupted while it waits
   *     (it stays interrupted; one that was interrupted before waits as others do), or another
   *     thread closes the iterator
   */
  @Override
  public Batch next() {
    if (!hasNext()) {
      throw new NoSuchElementException(
          closed
              ? "the iterator was closed at batch " + position + " of " + batches
              : "the epoch has only " + batches + " batches");
    }
    boolean taken = false;
    try {
      Batch batch = source.take(position);
      position++;
      taken = true;
      return batch;
    } finally {
      if (!taken || position == batches) {
        close();
      }
    }
  }

  /** Stops reading ahead. A batch that is being read is not waited for. */
  @Override
  public void close() {
    if (position < batches) {
      closed = true;
    }
    source.close();
  }
}
