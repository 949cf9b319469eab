package dev.jacobian.trainers.config.keys;

import java.lang.reflect.RecordComponent;
import java.util.List;
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
 * @param component whose value it is, if a record says what it means; the description is empty then
 * @param kinds the types of its section that it belongs to; empty for all
 */
public record Key<T>(
    String name,
    ValueType<T> type,
    @Nullable T fallback,
    boolean required,
    String description,
    boolean mayChange,
    @Nullable RecordComponent component,
    List<String> kinds) {
  static <T> Key<T> required(String name, ValueType<T> type, String description) {
    return new Key<>(name, type, null, true, description, false, null, List.of());
  }

  /** Returns this key as one of some types of its section, whose usual values may differ. */
  Key<T> of(List<String> owners, boolean isUsual, boolean isRequired) {
    return new Key<>(
        name,
        type,
        isUsual ? fallback : null,
        isRequired,
        description,
        mayChange,
        component,
        owners);
  }

  /** Returns this key as one that some types of its section have, of which not all require it. */
  public Key<T> sharedBy(List<String> owners) {
    return of(owners, true, false);
  }

  /**
   * Returns the error of a section that lacks this key.
   *
   * @param because follows in the same sentence
   */
  public ConfigException missing(KeyPlace section, String because) {
    return new ConfigException(
        section, "the key '" + name + "' is missing" + because, name + ": " + type.expected());
  }

  /** Returns the value when the key is absent, if there is one. */
  public Optional<T> defaultValue() {
    return Optional.ofNullable(fallback);
  }
}
