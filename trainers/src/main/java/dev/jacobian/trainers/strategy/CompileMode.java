package dev.jacobian.trainers.strategy;

/**
 * Whether the steps of a run are compiled: captured once and repeated as fused kernels (see {@link
 * dev.jacobian.compile.Compiled}). A compiled run gives an eager run's result, to rounding. The
 * system property {@code jacobian.compile=off} is stronger than this.
 */
public enum CompileMode {
  /** Compiled; what cannot be captured runs eagerly, and one log line says why. */
  AUTO,
  /** Compiled; what cannot be captured is an error that names the place. */
  ON,
  /** Eager. */
  OFF
}
