package dev.jacobian.device.host.loop;

/** Divides a range of elements over threads, in pieces that follow from its length alone. */
public final class Division {
  /** The most elements of a piece. */
  private static final long PART = 64 * 1024;

  /** Elements that a thread does in the time in which it is told of them. */
  private static final long LEAST = 16 * 1024;

  /** Pieces that there should be before they are as large as they may. */
  private static final long PIECES = 8;

  private Division() {}

  /** Works on elements {@code [from, to)}. */
  public interface Range {
    void run(long from, long to);
  }

  /** Runs a task over all elements, each once. */
  public static void over(HostEngine engine, long size, Range task) {
    over(engine, size, partOf(size), task);
  }

  /** Returns the elements of a piece of so many. */
  private static long partOf(long size) {
    return Math.max(LEAST, Math.min(PART, size / PIECES));
  }

  /** Runs a task over all entries, each of {@code elements} elements, without dividing one. */
  public static void overEntries(HostEngine engine, long entries, long elements, Range task) {
    long part = partOf(entries * elements);
    over(engine, entries, Math.max(1, part / Math.max(1, elements)), task);
  }

  private static void over(HostEngine engine, long size, long part, Range task) {
    if (size <= 2 * part) {
      task.run(0, size);
      return;
    }
    int parts = Math.toIntExact((size + part - 1) / part);
    engine
        .threads()
        .run(parts, index -> task.run(index * part, Math.min(size, (index + 1) * part)));
  }
}
