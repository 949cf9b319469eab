package dev.jacobian.trainers.config;

import dev.jacobian.shape.Option;
import dev.jacobian.trainers.config.keys.Key;
import dev.jacobian.trainers.config.keys.MappingType;
import dev.jacobian.trainers.config.keys.SectionType;
import dev.jacobian.trainers.config.keys.ValueType;
import java.lang.reflect.RecordComponent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Writes the reference of all keys as Markdown, from the same keys that read the configuration.
 * What a key means that fills a component of a record is said by the record's {@code @param}.
 */
final class KeyReference {
  private KeyReference() {}

  /** Returns the tables of all keys. */
  static String markdown() {
    StringBuilder page = new StringBuilder();
    table(page, "Top level", RunConfig.keys());
    sections(page, RunConfig.keys());
    page.append("## What may change when a run is resumed\n\n")
        .append(String.join(", ", changeable("", RunConfig.keys())))
        .append(
            ". Of files it is the name that may; what is in them is compared. Any other key has to be what the")
        .append(" run was begun with, unless `--allow-changed` names it.\n");
    return page.toString();
  }

  private static void sections(StringBuilder page, List<Key<?>> keys) {
    for (Key<?> key : keys) {
      if (key.type() instanceof SectionType<?> section) {
        table(page, "`" + key.name() + "`", section.keys());
        for (Key<?> inner : section.keys()) {
          if (inner.type() instanceof MappingType<?> mapping
              && mapping.element() instanceof SectionType<?> element) {
            table(page, "`" + key.name() + "." + inner.name() + ".NAME`", element.keys());
          }
        }
        sections(page, section.keys());
      }
    }
  }

  private static List<String> changeable(String prefix, List<Key<?>> keys) {
    List<String> names = new ArrayList<>();
    for (Key<?> key : keys) {
      if (key.mayChange()) {
        names.add("`" + prefix + key.name() + "`");
      } else if (key.type() instanceof SectionType<?> section) {
        names.addAll(changeable(prefix + key.name() + ".", section.keys()));
      }
    }
    return names;
  }

  /** Returns the table of some keys. */
  static String table(String title, List<Key<?>> keys) {
    StringBuilder page = new StringBuilder();
    table(page, title, keys);
    return page.toString();
  }

  private static void table(StringBuilder page, String title, List<Key<?>> keys) {
    page.append("## ")
        .append(title)
        .append("\n\n| key | value | default | meaning |\n|---|---|---|---|\n");
    for (Key<?> key : keys) {
      boolean section = key.type() instanceof SectionType<?>;
      page.append("| `")
          .append(key.name())
          .append("` | ")
          .append(
              section
                  ? "see [`" + key.name() + "`](#" + key.name().toLowerCase(Locale.ROOT) + ")"
                  : key.type().expected())
          .append(" | ")
          .append(fallback(key))
          .append(" | ")
          .append(meaning(key))
          .append(" |\n");
    }
    page.append('\n');
  }

  /** Returns what a key means, and of which types of its section it is. */
  private static String meaning(Key<?> key) {
    RecordComponent component = key.component();
    String meaning =
        component == null
            ? key.description()
            : ParameterDocs.of(component.getDeclaringRecord(), component.getName());
    List<String> kinds = key.kinds();
    if (kinds.isEmpty()) {
      return meaning;
    }
    String last = kinds.get(kinds.size() - 1);
    List<String> others = kinds.subList(0, kinds.size() - 1);
    return meaning
        + "; "
        + (others.isEmpty() ? last : String.join(", ", others) + " and " + last)
        + " only"
        + (key.required() ? ", and required there" : "");
  }

  private static String fallback(Key<?> key) {
    if (key.required() && key.kinds().isEmpty()) {
      return "required";
    }
    RecordComponent component = key.component();
    if (component != null && component.getAnnotation(Option.class).varies()) {
      return "";
    }
    Optional<?> value = key.defaultValue();
    if (value.isEmpty() || value.get() instanceof List<?> || value.get() instanceof Map<?, ?>) {
      return "";
    }
    if (value.get() instanceof Duration time) {
      return "`" + time.toMinutes() + "m`";
    }
    return "`"
        + (value.get() instanceof Enum<?> constant ? ValueType.spelling(constant) : value.get())
        + "`";
  }
}
