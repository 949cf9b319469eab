package dev.jacobian.trainers.config.keys;

import dev.jacobian.shape.Brief;
import dev.jacobian.trainers.config.keys.YamlNode.Entry;
import dev.jacobian.trainers.config.keys.YamlNode.Mapping;
import dev.jacobian.trainers.config.keys.YamlNode.Scalar;
import java.util.LinkedHashMap;
import java.util.List;

/**
 * Settings from the command line, {@code key.path=value}, laid over a document. A value is written
 * as in YAML: {@code model.hidden=[64, 32]}. They are checked like the file itself; an error names
 * the setting instead of a line.
 */
public final class Overrides {
  private Overrides() {}

  /**
   * Returns the document with the settings applied in order.
   *
   * @param keys of the top level
   */
  public static Mapping apply(Mapping document, List<String> settings, List<Key<?>> keys) {
    Mapping changed = document;
    for (String setting : settings) {
      int equals = setting.indexOf('=');
      KeyPlace place = KeyPlace.of("--set " + Brief.of(setting));
      if (equals < 1 || setting.substring(0, equals).isBlank()) {
        throw new ConfigException(place, "there is no key before an equals sign", "key.path=value");
      }
      String dotted = setting.substring(0, equals).strip();
      List<String> path = List.of(dotted.split("\\.", -1));
      if (path.stream().anyMatch(String::isBlank)) {
        throw new ConfigException(
            place, "the key '" + Brief.of(dotted) + "' has an empty part", "key.path=value");
      }
      requireSections(path, place, keys);
      KeyPlace whole = new KeyPlace(place.source(), 0, 0, dotted);
      YamlNode value = YamlReader.readValue(whole, setting.substring(equals + 1));
      changed = put(changed, path, place, value);
    }
    return changed;
  }

  /** Fails if the path goes on after a key that holds no others. Unknown keys fail later. */
  private static void requireSections(List<String> path, KeyPlace parent, List<Key<?>> keys) {
    List<Key<?>> known = keys;
    KeyPlace place = parent;
    for (String name : path.subList(0, path.size() - 1)) {
      place = place.child(name);
      Key<?> key = known.stream().filter(k -> k.name().equals(name)).findFirst().orElse(null);
      if (key == null) {
        return;
      }
      if (key.type() instanceof MappingType<?>) {
        return;
      }
      if (!(key.type() instanceof SectionType<?> section)) {
        throw new ConfigException(
            place, "there are no keys inside of this one", key.type().expected());
      }
      known = section.keys();
    }
  }

  private static Mapping put(Mapping target, List<String> path, KeyPlace parent, YamlNode value) {
    String name = path.get(0);
    KeyPlace place = parent.child(name);
    if (path.size() == 1) {
      return target.with(name, new Entry(place, value));
    }
    Entry present = target.entries().get(name);
    Mapping inner;
    if (present == null || present.value() instanceof Scalar) {
      // A short form such as "loss: mse" gives way to a mapping, whose keys the setting names one
      // by one.
      inner =
          present == null ? new Mapping(place, new LinkedHashMap<>()) : expanded(present, place);
    } else if (present.value() instanceof Mapping mapping) {
      inner = mapping;
    } else {
      throw new ConfigException(
          place, "the value is " + present.value().describe(), "a mapping to set a key in");
    }
    return target.with(
        name,
        new Entry(
            present == null ? place : present.key(),
            put(inner, path.subList(1, path.size()), place, value)));
  }

  private static Mapping expanded(Entry shortForm, KeyPlace place) {
    Mapping empty = new Mapping(place, new LinkedHashMap<>());
    return shortForm.value() instanceof Scalar scalar && scalar.value() != null
        ? empty.with(SectionType.TYPE, new Entry(shortForm.key().child(SectionType.TYPE), scalar))
        : empty;
  }
}
