package dev.jacobian.trainers.config.keys;

import dev.jacobian.trainers.config.keys.YamlNode.Entry;
import dev.jacobian.trainers.config.keys.YamlNode.Mapping;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A mapping of the configuration whose keys are known; reads them by their {@link Key}. */
public final class Section {
  private final KeyPlace place;
  private final Map<String, Entry> entries;
  private final Settings settings;

  /**
   * Opens a section.
   *
   * @param keys every key that it may have
   * @param settings where the values of its keys are taken down
   * @throws ConfigException if it has another
   */
  public Section(Mapping mapping, List<Key<?>> keys, Settings settings) {
    this.settings = settings;
    this.place = mapping.place();
    this.entries = mapping.entries();
    List<String> names = keys.stream().map(Key::name).toList();
    for (Map.Entry<String, Entry> entry : entries.entrySet()) {
      if (!names.contains(entry.getKey())) {
        throw new ConfigException(
            entry.getValue().key(),
            "unknown key",
            "one of " + String.join(", ", names),
            Suggestion.nearest(entry.getKey(), names)
                .or(() -> inSections(entry.getKey(), keys))
                .map(Suggestion::question)
                .orElse(null));
      }
    }
  }

  /** Returns the path of a key that stands outside of the section it belongs to. */
  private static Optional<String> inSections(String name, List<Key<?>> keys) {
    for (Key<?> key : keys) {
      if (key.type() instanceof SectionType<?> section
          && section.keys().stream().anyMatch(inner -> inner.name().equals(name))) {
        return Optional.of(key.name() + "." + name);
      }
    }
    return Optional.empty();
  }

  /** Returns where the section stands. */
  public KeyPlace place() {
    return place;
  }

  /** Returns the key's value, else its default. */
  <T> T get(Key<T> key) {
    return find(key).or(key::defaultValue).orElseThrow(() -> key.missing(place, ""));
  }

  /** Returns the key's value, else what follows from other keys. */
  <T> T get(Key<T> key, T fallback) {
    return find(key, fallback).orElse(fallback);
  }

  /** Returns the key's value if it is there. */
  <T> Optional<T> find(Key<T> key) {
    return found(key, key.fallback());
  }

  /**
   * Returns the key's value if it is there.
   *
   * @param fallback what holds elsewhere if it is not
   */
  <T> Optional<T> find(Key<T> key, T fallback) {
    return found(key, fallback);
  }

  private <T> Optional<T> found(Key<T> key, @Nullable T fallback) {
    Entry entry = entries.get(key.name());
    T value = entry == null ? null : read(key, entry.value());
    if (!(key.type() instanceof SectionType<?>)) {
      settings.put(key, value, fallback);
    }
    return Optional.ofNullable(value);
  }

  /** Returns a section's value as if a short form of it stood here. */
  public <T> T shortForm(Key<T> key, String type) {
    return read(key, new YamlNode.Scalar(place, type, type));
  }

  private <T> T read(Key<T> key, YamlNode node) {
    ValueType<T> type = key.type();
    return type instanceof SectionType<T> section
        ? section.require(section.read(node, settings.inside(key)), node)
        : type.require(node);
  }

  /** Returns where a key stands, or where it would stand: in this section. */
  public KeyPlace placeOf(Key<?> key) {
    Entry entry = entries.get(key.name());
    return entry == null ? place : entry.key();
  }

  /** Returns where a key inside a section of this one stands, or else that section. */
  public KeyPlace placeOf(Key<?> section, Key<?> inner) {
    Entry outer = entries.get(section.name());
    Entry entry =
        outer != null && outer.value() instanceof Mapping mapping
            ? mapping.entries().get(inner.name())
            : null;
    return entry == null ? placeOf(section) : entry.key();
  }

  /** Returns whether a key is there. */
  public boolean has(Key<?> key) {
    return entries.containsKey(key.name());
  }

  /** Fails at a key that is there but means nothing beside the others. */
  public void forbid(Key<?> key, String because) {
    forbid(key, because, null);
  }

  /**
   * Fails at a key that is there but means nothing beside the others.
   *
   * @param meant the key that was probably meant
   */
  public void forbid(Key<?> key, String because, @Nullable Key<?> meant) {
    if (has(key)) {
      throw new ConfigException(
          placeOf(key),
          because,
          "this key to be absent",
          meant == null ? null : Suggestion.question(meant.name()));
    }
  }
}
