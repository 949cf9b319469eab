package dev.jacobian.profile;

import java.util.Locale;

/** What work belongs to. */
public enum ProfilePhase {
  /** Ops outside backward and the optimizer, also those that prepare data or compute metrics. */
  FORWARD,
  /** Ops that compute gradients. */
  BACKWARD,
  /** Ops of an optimizer's step. */
  UPDATE,
  /** Kernels of a compiled function, whatever they are for. */
  COMPILED;

  /** Returns the name in lower case, as tables show it. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
