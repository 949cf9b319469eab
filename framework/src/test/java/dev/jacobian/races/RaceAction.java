package dev.jacobian.races;

/**
 * Uses a tensor. Modules above the framework add theirs through {@link java.util.ServiceLoader}.
 */
public interface RaceAction {
  /** Throws if a value is not the tensor's own. */
  void use(Published published);
}
