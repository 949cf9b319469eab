package dev.jacobian.benchmarks.work;

/** A contender, ready to do one workload again and again. */
public interface Program {
  /** Does the work once: a step, an epoch, a product, a file. */
  void run();

  /** Waits until all that was begun is done, as a clock has to that does not stop too early. */
  default void finish() {}

  /**
   * Returns numbers by which contenders are compared: for training the present loss, else something
   * computed from what the last {@link #run} made. Not timed.
   */
  double[] results();

  /** Returns the library that does the work, with its version, and the threads it may use. */
  String about();
}
