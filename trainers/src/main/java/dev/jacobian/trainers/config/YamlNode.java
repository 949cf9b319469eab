package dev.jacobian.trainers.config;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A part of a YAML document that knows where it stands. */
sealed interface YamlNode {
  Place place();

  /** Returns what the user wrote, for error messages. */
  String describe();

  /**
   * A single value.
   *
   * @param value a Long, Double, Boolean or String; null for YAML's null and for a key without a
   *     value
   */
  record Scalar(Place place, @Nullable Object value) implements YamlNode {
    @Override
    public String describe() {
      if (value == null) {
        return "nothing";
      }
      return value instanceof String ? "'" + value + "'" : String.valueOf(value);
    }
  }

  /** Values in order. */
  record Sequence(Place place, List<YamlNode> items) implements YamlNode {
    @Override
    public String describe() {
      return "a list of " + items.size() + " values";
    }
  }

  /** Values by key, in the order of the document. */
  record Mapping(Place place, Map<String, Entry> entries) implements YamlNode {
    @Override
    public String describe() {
      return "a mapping with the keys " + String.join(", ", entries.keySet());
    }

    /** Returns this mapping with one entry added or replaced. */
    Mapping with(String key, Entry entry) {
      Map<String, Entry> changed = new LinkedHashMap<>(entries);
      changed.put(key, entry);
      return new Mapping(place, changed);
    }
  }

  /**
   * A key's value.
   *
   * @param key where the key stands
   * @param value the value, which may stand on a later line
   */
  record Entry(Place key, YamlNode value) {}
}
