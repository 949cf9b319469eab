package dev.jacobian.trainers.config;

import dev.jacobian.trainers.config.YamlNode.Entry;
import dev.jacobian.trainers.config.YamlNode.Mapping;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A mapping of the configuration whose keys are known; reads them by their {@link Key}. */
final class Section {
  private final Place place;
  private final Map<String, Entry> entries;

  /**
   * Opens a section.
   *
   * @param keys every key that it may have
   * @throws ConfigException if it has another
   */
  Section(Mapping mapping, List<Key<?>> keys) {
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
                .map(name -> "did you mean " + name + "?")
                .orElse(null));
      }
    }
  }

  /** Returns the key's value, else its default. */
  <T> T get(Key<T> key) {
    return find(key)
        .or(key::defaultValue)
        .orElseThrow(
            () ->
                new ConfigException(
                    place,
                    "the key '" + key.name() + "' is missing",
                    key.name() + ": " + key.type().expected()));
  }

  /** Returns the key's value if it is there. */
  <T> Optional<T> find(Key<T> key) {
    Entry entry = entries.get(key.name());
    return entry == null ? Optional.empty() : Optional.of(key.type().require(entry.value()));
  }

  /** Returns where a key stands, or where it would stand: in this section. */
  Place placeOf(Key<?> key) {
    Entry entry = entries.get(key.name());
    return entry == null ? place : entry.key();
  }

  /** Fails at a key that is there but means nothing beside the others. */
  void forbid(Key<?> key, String because) {
    if (entries.containsKey(key.name())) {
      throw new ConfigException(placeOf(key), because, "this key to be absent");
    }
  }
}
