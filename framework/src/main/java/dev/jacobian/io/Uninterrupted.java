package dev.jacobian.io;

/**
 * Lets a thread that was interrupted before do what must not be broken off, as other threads do; it
 * is interrupted again when this is closed:
 *
 * <pre>{@code
 * try (Uninterrupted work = Uninterrupted.begin();
 *     FileChannel channel = FileChannel.open(file)) { ... }
 * }</pre>
 *
 * A channel closes itself where an interrupted thread uses it, and the flag may be an old one that
 * says nothing of this work. An interrupt that comes in the middle counts.
 */
public final class Uninterrupted implements AutoCloseable {
  private boolean wasInterrupted;

  private Uninterrupted(boolean wasInterrupted) {
    this.wasInterrupted = wasInterrupted;
  }

  /** Takes this thread's interrupt flag away until the result is closed, by the same thread. */
  public static Uninterrupted begin() {
    return new Uninterrupted(Thread.interrupted());
  }

  @Override
  public void close() {
    if (wasInterrupted) {
      wasInterrupted = false;
      Thread.currentThread().interrupt();
    }
  }
}
