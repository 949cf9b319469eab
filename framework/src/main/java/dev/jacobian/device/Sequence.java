package dev.jacobian.device;

/**
 * What one program asks of a backend, run after run: the same calls with other addresses and
 * numbers. A backend may collect the calls and hand them to its device as a whole. One thread at a
 * time may use it.
 */
public interface Sequence {
  /** Does each call when it is made. */
  Sequence DIRECT =
      new Sequence() {
        @Override
        public void run(Runnable calls) {
          calls.run();
        }

        @Override
        public void settle() {}
      };

  /**
   * Makes the calls of one run; when this returns, the next call on the backend finds their
   * results.
   *
   * @throws dev.jacobian.shape.DataException if one of them found bad data, such as an index that
   *     is outside
   */
  void run(Runnable calls);

  /**
   * Returns when none of the calls that this run has made so far can find bad data any more; called
   * within {@link #run}, before what must not happen after such an error.
   *
   * @throws dev.jacobian.shape.DataException if one of them has found some
   */
  void settle();
}
