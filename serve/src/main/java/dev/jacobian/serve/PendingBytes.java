package dev.jacobian.serve;

import java.util.concurrent.atomic.AtomicLong;

/** Counts the bytes of bodies and answers that are held, against a limit. */
final class PendingBytes {
  /** What a body or an answer may take without being counted. */
  static final int FREE = 16 << 10;

  private final long limit;
  private final AtomicLong held = new AtomicLong();

  PendingBytes(long limit) {
    this.limit = limit;
  }

  long held() {
    return held.get();
  }

  /** Counts bytes; returns false, and counts none, if they go beyond the limit. */
  boolean reserve(long bytes) {
    if (bytes == 0 || held.addAndGet(bytes) <= limit) {
      return true;
    }
    held.addAndGet(-bytes);
    return false;
  }

  /** Counts bytes that are there already, beyond the limit too: new ones wait for them. */
  void add(long bytes) {
    held.addAndGet(bytes);
  }

  void release(long bytes) {
    held.addAndGet(-bytes);
  }
}
