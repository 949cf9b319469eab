package dev.jacobian.trainers.predict;

import dev.jacobian.device.threads.ThreadSettings;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Divides a backend's threads among calls: one by itself is given all of them, one beside others
 * stays on its own, since all have work then. Results do not depend on it.
 */
final class CallThreads {
  private final AtomicInteger calls = new AtomicInteger();

  /** A call, until it is closed. */
  @FunctionalInterface
  interface Call extends AutoCloseable {
    @Override
    void close();
  }

  /** Begins a call on this thread. */
  Call begin() {
    boolean isOnly = calls.incrementAndGet() == 1;
    ThreadSettings.Alone alone = isOnly ? () -> {} : ThreadSettings.alone();
    return () -> {
      alone.close();
      calls.decrementAndGet();
    };
  }
}
