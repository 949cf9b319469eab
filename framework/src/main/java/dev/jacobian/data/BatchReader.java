package dev.jacobian.data;

/** What a {@link Prefetcher}'s threads do. */
interface BatchReader {
  /** Returns what its threads are called. */
  String name();

  /** Reads the batch with this number. What the batch does not need is released. */
  Fetched read(long number);
}
