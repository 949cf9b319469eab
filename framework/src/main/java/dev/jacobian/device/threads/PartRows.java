package dev.jacobian.device.threads;

import java.util.concurrent.atomic.AtomicLongArray;

/**
 * The parts of one task after the other, divided among threads: a row of neighbours for each. A
 * thread takes the parts of its own row first, then those that others have not come to.
 *
 * <p>Tasks that follow each other most often go through the same memory, so a row is what its
 * thread's caches hold of it. Every second task goes through each row from its end, since the end
 * is what was used last.
 */
final class PartRows {
  /*
   * A row is published by setting its ticket: the number of the task in its upper half, the number
   * of parts that nobody has taken yet in its lower half. A part is taken by counting the ticket
   * down. Since the ticket of a task never comes back, a thread that is late takes no part of a
   * task that it has not read, and since a task's fields are only replaced after its last part has
   * ended, whoever takes a part has read the fields of that part's task.
   */

  /** No part is left. */
  static final int NONE = -1;

  /** The distance of two tickets, so that threads that take parts share no line of a cache. */
  private static final int APART = 16;

  private final int threads;
  private final AtomicLongArray tickets;
  private int parts;
  private int rows;
  private boolean isBackwards;
  private volatile int latest;

  /**
   * Makes rows of no task.
   *
   * @param threads how many threads there are
   */
  PartRows(int threads) {
    this.threads = threads;
    this.tickets = new AtomicLongArray((threads + 1) * APART);
  }

  /** Divides a task, after every part of the one before has ended. */
  void publish(int count) {
    int number = latest + 1;
    parts = count;
    rows = Math.min(count, threads);
    isBackwards = !isBackwards;
    for (int row = 0; row < rows; row++) {
      int length = first(row + 1) - first(row);
      tickets.set(place(row), ((long) number << Integer.SIZE) | length);
    }
    latest = number;
  }

  /** Returns the number of the task that was published last; what else is read is not older. */
  int latest() {
    return latest;
  }

  /**
   * Takes a part that nobody has taken.
   *
   * @param own the row that is looked at first, the number of the thread
   * @return the number of the part, or {@link #NONE}
   */
  int take(int own) {
    for (int i = 0; i < threads; i++) {
      int row = own + i < threads ? own + i : own + i - threads;
      long seen = tickets.get(place(row));
      while ((int) seen != 0) {
        int part = isBackwards ? first(row) + (int) seen - 1 : first(row + 1) - (int) seen;
        if (tickets.compareAndSet(place(row), seen, seen - 1)) {
          return part;
        }
        seen = tickets.get(place(row));
      }
    }
    return NONE;
  }

  /** Returns the first part of a row. */
  private int first(int row) {
    return (int) ((long) parts * row / rows);
  }

  private static int place(int row) {
    return (row + 1) * APART;
  }
}
