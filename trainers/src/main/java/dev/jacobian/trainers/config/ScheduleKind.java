package dev.jacobian.trainers.config;

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
  /** Up, and then far down. */
  ONE_CYCLE,
  /** Down when a score has stopped improving. */
  PLATEAU
}
