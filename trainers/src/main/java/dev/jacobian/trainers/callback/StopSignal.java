package dev.jacobian.trainers.callback;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Lets callbacks end a run: after the present epoch if it is asked for there, after the present
 * step if it is asked for in {@link Callback#stateReady}. Any thread may ask.
 */
public final class StopSignal {
  private volatile @Nullable String reason;

  /** Asks for the end; the first reason is kept. */
  public synchronized void request(String why) {
    if (reason == null) {
      reason = why;
    }
  }

  /** Returns why the run is to end, or empty if it is not. */
  public Optional<String> reason() {
    return Optional.ofNullable(reason);
  }
}
