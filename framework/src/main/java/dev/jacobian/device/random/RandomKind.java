package dev.jacobian.device.random;

import dev.jacobian.device.Backend;

/** Which pseudo-random numbers {@link Backend#random} makes. */
public enum RandomKind {
  /** Uniform in {@code [0, 1)}. */
  UNIFORM,
  /** Normal with mean 0 and standard deviation 1. */
  NORMAL
}
