package dev.jacobian.trainers.config;

import dev.jacobian.trainers.config.YamlNode.Entry;
import dev.jacobian.trainers.config.YamlNode.Mapping;
import dev.jacobian.trainers.config.YamlNode.Scalar;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Settings from the command line, {@code key.path=value}, laid over a document. A value is written
 * as in YAML: {@code model.hidden=[64, 32]}. They are checked like the file itself; an error names
 * the setting instead of a line.
 */
final class Overrides {
  private Overrides() {}

  /** Returns the document with the settings applied in order. */
  static Mapping apply(Mapping document, List<String> settings) {
    Mapping changed = document;
    for (String setting : settings) {
      int equals = setting.indexOf('=');
      Place place = Place.of("--set " + setting);
      if (equals < 1 || setting.substring(0, equals).isBlank()) {
        throw new ConfigException(place, "there is no key before an equals sign", "key.path=value");
      }
      List<String> path = List.of(setting.substring(0, equals).strip().split("\\.", -1));
      YamlNode value = YamlReader.read(place.source(), setting.substring(equals + 1));
      changed = put(changed, path, place, value);
    }
    return changed;
  }

  private static Mapping put(Mapping target, List<String> path, Place parent, YamlNode value) {
    String name = path.get(0);
    Place place = parent.child(name);
    if (path.size() == 1) {
      return target.with(name, new Entry(place, replaced(value, place)));
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

  private static Mapping expanded(Entry shortForm, Place place) {
    Mapping empty = new Mapping(place, new LinkedHashMap<>());
    return shortForm.value() instanceof Scalar scalar && scalar.value() != null
        ? empty.with(SectionType.TYPE, new Entry(shortForm.key().child(SectionType.TYPE), scalar))
        : empty;
  }

  /** Moves a value that was read on its own to its place in the document. */
  private static YamlNode replaced(YamlNode value, Place place) {
    if (value instanceof Scalar scalar) {
      return new Scalar(place, scalar.value());
    }
    if (value instanceof YamlNode.Sequence list) {
      return new YamlNode.Sequence(
          place,
          IntStream.range(0, list.items().size())
              .mapToObj(i -> replaced(list.items().get(i), place.child(String.valueOf(i))))
              .toList());
    }
    Mapping moved = new Mapping(place, new LinkedHashMap<>());
    for (var entry : ((Mapping) value).entries().entrySet()) {
      Place key = place.child(entry.getKey());
      moved = moved.with(entry.getKey(), new Entry(key, replaced(entry.getValue().value(), key)));
    }
    return moved;
  }
}
