package dev.jacobian.device.threads;

import dev.jacobian.shape.DeviceException;
import org.jspecify.annotations.Nullable;

/**
 * The number of threads that compute on the CPU, read when a backend is first used, and a way to do
 * without the others where several threads compute at once anyway.
 */
public final class ThreadSettings {
  /** System property with the number of threads, such as {@code 4}. */
  public static final String PROPERTY = "jacobian.threads";

  private static final ThreadLocal<Boolean> ALONE = ThreadLocal.withInitial(() -> false);

  private ThreadSettings() {}

  /**
   * Keeps what this thread computes on the CPU on this thread, until the guard is closed, in the
   * adapter {@code host}. Work that is divided over threads is done sooner where one thread has
   * work, and later where all of them have: who is given parts of it takes them from his own.
   * Results do not depend on it.
   */
  public static Alone alone() {
    boolean was = ALONE.get();
    ALONE.set(true);
    return () -> {
      if (!was) {
        ALONE.remove();
      }
    };
  }

  /** Returns whether what this thread computes is to stay on it. */
  public static boolean isAlone() {
    return ALONE.get();
  }

  /** Ends with {@link #close} what {@link #alone} began. */
  @FunctionalInterface
  public interface Alone extends AutoCloseable {
    @Override
    void close();
  }

  /**
   * Returns the number that the property names, else that of the processors that this process may
   * use. Results do not depend on it.
   *
   * @throws DeviceException if the property is not a whole number from 1
   */
  public static int threads() {
    String text = System.getProperty(PROPERTY);
    return text == null ? Runtime.getRuntime().availableProcessors() : parse(text);
  }

  private static int parse(String text) {
    try {
      int threads = Integer.parseInt(text.strip());
      if (threads > 0) {
        return threads;
      }
    } catch (NumberFormatException e) {
      throw refused(text, e);
    }
    throw refused(text, null);
  }

  private static DeviceException refused(String text, @Nullable Throwable cause) {
    return new DeviceException(
        "'" + text + "' in " + PROPERTY + " is no number of threads",
        "a whole number from 1",
        "leave it out for one thread per processor",
        cause);
  }
}
