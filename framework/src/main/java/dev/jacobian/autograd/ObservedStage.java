package dev.jacobian.autograd;

/** A part of a program that is made of several ops, as an {@link Observer} is told of it. */
public enum ObservedStage {
  /** A layer or a loss computes its output. */
  LAYER,
  /** Gradients are computed. */
  BACKWARD,
  /** An optimizer changes parameters. */
  UPDATE,
  /** A function runs for the first time and is captured. */
  CAPTURE,
  /** A captured function becomes kernels; part of {@link #CAPTURE}. */
  COMPILE,
  /** A captured function runs again, as kernels. */
  REPLAY,
  /** What a user named. */
  SECTION
}
