package dev.jacobian.autograd;

import org.jspecify.annotations.Nullable;

/**
 * Lets a thread's work be observed. Without an observer nothing is measured and nothing is
 * allocated.
 */
public final class Observation {
  private static final Autograd.Guard NOTHING = new Autograd.Guard(null);

  private Observation() {}

  /** Tells {@code observer} what this thread computes until the guard is closed. */
  public static Autograd.Guard start(Observer observer) {
    ThreadState state = ThreadState.current();
    @Nullable Observer before = state.observer;
    state.observer = observer;
    return new Autograd.Guard(() -> state.observer = before);
  }

  /** Returns what is told of this thread's work, or null. */
  public static @Nullable Observer current() {
    return ThreadState.current().observer;
  }

  /**
   * Tells this thread's observer, if there is one, that a stage lasts until the guard is closed.
   *
   * @param label whose {@code toString} names it; asked only when it is needed
   */
  public static Autograd.Guard stage(ObservedStage stage, Object label) {
    Observer observer = current();
    if (observer == null) {
      return NOTHING;
    }
    observer.entered(stage, label);
    return new Autograd.Guard(observer::left);
  }
}
