package dev.jacobian.autograd;

/**
 * Is told what a thread computes and how long it takes, by that thread and as it happens; a
 * profiler. It must not compute with tensors itself. Times are those of {@link System#nanoTime}.
 */
public interface Observer {
  /**
   * A stage begins. What follows belongs to it until {@link #left}; stages lie inside each other.
   *
   * @param label whose {@code toString} names it
   */
  void entered(ObservedStage stage, Object label);

  /** The stage that began last ends. */
  void left();

  /** An op or kernel was computed; one that failed is not told of. */
  void computed(Work work, long start, long end);
}
