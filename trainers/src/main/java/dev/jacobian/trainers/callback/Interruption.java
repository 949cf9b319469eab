package dev.jacobian.trainers.callback;

/**
 * Ends a run after the step that is under way, when another thread asks for it, such as one that
 * has received a signal. Stands before callbacks that save the run, so that they save where it
 * stops.
 */
public final class Interruption implements Callback {
  /** Why a run ended that was interrupted. */
  public static final String REASON = "interrupted";

  private volatile boolean requested;

  /** Asks for the end. Any thread may call it. */
  public void request() {
    requested = true;
  }

  /** Returns whether the end was asked for. */
  public boolean isRequested() {
    return requested;
  }

  @Override
  public void stateReady(StateReady event) {
    if (requested) {
      event.stop().request(REASON);
    }
  }
}
