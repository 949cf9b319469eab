package dev.jacobian.device.host;

/** Divides a range of elements over threads, in pieces that follow from its length alone. */
final class Division {
  private static final long PART = 64 * 1024;

  private Division() {}

  /** Works on elements {@code [from, to)}. */
  interface Range {
    void run(long from, long to);
  }

  /** Runs a task over all elements, each once. */
  static void over(HostEngine engine, long size, Range task) {
    over(engine, size, PART, task);
  }

  /** Runs a task over all entries, each of {@code elements} elements, without dividing one. */
  static void overEntries(HostEngine engine, long entries, long elements, Range task) {
    over(engine, entries, Math.max(1, PART / Math.max(1, elements)), task);
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
