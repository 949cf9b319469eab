package dev.jacobian.trainers.config;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One key of the configuration: its name, what it may hold and what it means. The reader, the
 * errors and the generated reference all use it, so a fact about a key stands here only.
 *
 * @param name the name inside its section
 * @param type what its value may be
 * @param fallback the value when the key is absent; null if there is none
 * @param required whether the key must be there
 * @param description what it means, for the reference
 * @param mayChange whether a run that is resumed may have another value than it began with; not so
 *     unless the key says it, since what changes the result must not change in the middle of a run
 */
record Key<T>(
    String name,
    ValueType<T> type,
    @Nullable T fallback,
    boolean required,
    String description,
    boolean mayChange) {
  static <T> Key<T> required(String name, ValueType<T> type, String description) {
    return new Key<>(name, type, null, true, description, false);
  }

  static <T> Key<T> defaultsTo(T fallback, String name, ValueType<T> type, String description) {
    return new Key<>(name, type, fallback, false, description, false);
  }

  static <T> Key<T> optional(String name, ValueType<T> type, String description) {
    return new Key<>(name, type, null, false, description, false);
  }

  /** Returns this key as one whose value may change when a run is resumed. */
  Key<T> changeable() {
    return new Key<>(name, type, fallback, required, description, true);
  }

  Optional<T> defaultValue() {
    return Optional.ofNullable(fallback);
  }
}
