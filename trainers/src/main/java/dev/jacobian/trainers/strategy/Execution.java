package dev.jacobian.trainers.strategy;

import java.util.Optional;

/**
 * How the steps of a run were computed.
 *
 * @param eagerReason why they ran eagerly; empty if they were compiled
 */
public record Execution(Optional<String> eagerReason) {
  /** Compiled. */
  public static final Execution COMPILED = new Execution(Optional.empty());

  /** Returns the eager execution for a reason. */
  public static Execution eager(String reason) {
    return new Execution(Optional.of(reason));
  }

  /** Returns whether the steps were compiled. */
  public boolean isCompiled() {
    return eagerReason.isEmpty();
  }

  /** Returns {@code compiled}, or {@code eager: } and the reason. */
  @Override
  public String toString() {
    return eagerReason.map(reason -> "eager: " + reason).orElse("compiled");
  }
}
