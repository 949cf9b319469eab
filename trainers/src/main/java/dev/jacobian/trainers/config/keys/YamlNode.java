package dev.jacobian.trainers.config.keys;

import dev.jacobian.shape.Brief;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A part of a YAML document that knows where it stands. */
public sealed interface YamlNode {
  KeyPlace place();

  /** Returns what the user wrote, for error messages. */
  String describe();

  /**
   * A single value.
   *
   * @param value a Long, Double, Boolean or String; null for YAML's null and for a key without a
   *     value
   * @param text how it is written, without quotes: a column may be called 007 or 1.50
   */
  record Scalar(KeyPlace place, @Nullable Object value, String text) implements YamlNode {
    private static final int SHOWN = 60;
    private static final int LOOKED_AT = 10 * SHOWN;

    @Override
    public String describe() {
      if (value == null) {
        return "nothing";
      }
      // Spaces in quotes may be what is wrong.
      String start = value instanceof String && !text.contains("\n") ? text : text.strip();
      String line =
          start.substring(0, Math.min(start.length(), LOOKED_AT)).replaceAll("\\s*\\R\\s*", " ");
      String shown = line.length() <= SHOWN ? line : line.substring(0, SHOWN) + "...";
      if (value instanceof Double number && Double.isInfinite(number)) {
        return shown + ", which is not finite";
      }
      return value instanceof String ? "'" + shown + "'" : shown;
    }
  }

  /** Values in order. */
  record Sequence(KeyPlace place, List<YamlNode> items) implements YamlNode {
    @Override
    public String describe() {
      return items.isEmpty()
          ? "an empty list"
          : "a list of " + items.size() + (items.size() == 1 ? " value" : " values");
    }
  }

  /** Values by key, in the order of the document. */
  record Mapping(KeyPlace place, Map<String, Entry> entries) implements YamlNode {
    @Override
    public String describe() {
      return entries.isEmpty()
          ? "an empty mapping"
          : "a mapping with the "
              + (entries.size() == 1 ? "key " : "keys ")
              + Brief.listed(entries.keySet());
    }

    /** Returns the single values by their paths of keys, lists as one value: {@code [64, 32]}. */
    public Map<String, String> flat() {
      Map<String, String> values = new LinkedHashMap<>();
      entries.forEach(
          (key, entry) -> {
            if (entry.value() instanceof Mapping inner) {
              inner.flat().forEach((rest, value) -> values.put(key + "." + rest, value));
            } else {
              values.put(key, written(entry.value()));
            }
          });
      return values;
    }

    private static String written(YamlNode node) {
      if (node instanceof Scalar scalar) {
        return scalar.text();
      }
      if (node instanceof Sequence sequence) {
        return sequence.items().stream()
            .map(Mapping::written)
            .collect(Collectors.joining(", ", "[", "]"));
      }
      return ((Mapping) node).flat().toString();
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
  record Entry(KeyPlace key, YamlNode value) {}
}
