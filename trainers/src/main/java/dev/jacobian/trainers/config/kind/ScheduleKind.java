package dev.jacobian.trainers.config.kind;

/** How the learning rate changes, as the configuration names it. */
public enum ScheduleKind {
  /** Times gamma every so often. */
  STEP,
  /** Times gamma at given positions. */
  MULTI_STEP,
  /** Times gamma each time. */
  EXPONENTIAL,
  /** Down along half a cosine. */
  COSINE,
  /** Down to 0 along a line or a power of it. */
  POLYNOMIAL,
  /** Down along half a cosine, again and again. */
  COSINE_RESTARTS,
  /** Up and down along lines, again and again. */
  CYCLIC,
  /** Up, and then far down. */
  ONE_CYCLE,
  /** Down when a score has stopped improving. */
  PLATEAU
}
