package dev.jacobian.trainers.config.keys;

import dev.jacobian.trainers.config.keys.YamlNode.Entry;
import dev.jacobian.trainers.config.keys.YamlNode.Mapping;
import dev.jacobian.trainers.config.keys.YamlNode.Scalar;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A value that is a mapping with known keys.
 *
 * @param keys what it may have
 * @param shortForm whether a single value stands for {@code {type: value}}, as in {@code loss: mse}
 * @param reader makes the record from the section
 * @param writer returns the record's values by their keys, as JSON has them
 */
public record SectionType<T>(
    List<Key<?>> keys,
    boolean shortForm,
    Function<Section, T> reader,
    Function<T, Map<String, Object>> writer)
    implements ValueType<T> {
  /** The key that a short form stands for. */
  public static final String TYPE = "type";

  /** Returns the key of a name. */
  public Key<?> key(String name) {
    return keys.stream().filter(key -> key.name().equals(name)).findFirst().orElseThrow();
  }

  /** Makes a section that is never written. */
  public SectionType(List<Key<?>> keys, boolean shortForm, Function<Section, T> reader) {
    this(
        keys,
        shortForm,
        reader,
        value -> {
          throw new IllegalStateException("nothing says how to write " + value);
        });
  }

  @Override
  public @Nullable T read(YamlNode node) {
    return read(node, new Settings());
  }

  @Override
  public Object written(T value) {
    return writer.apply(value);
  }

  /**
   * Returns the value, or null if the node does not hold one.
   *
   * @param settings where the values of the keys are taken down
   */
  public @Nullable T read(YamlNode node, Settings settings) {
    if (node instanceof Mapping mapping) {
      return reader.apply(new Section(mapping, keys, settings));
    }
    if (shortForm && node instanceof Scalar scalar && scalar.value() != null) {
      Mapping full = new Mapping(scalar.place(), Map.of(TYPE, new Entry(scalar.place(), scalar)));
      return reader.apply(new Section(full, keys, settings));
    }
    return null;
  }

  @Override
  public String expected() {
    String mapping =
        "a mapping with keys out of " + String.join(", ", keys.stream().map(Key::name).toList());
    return shortForm ? "a type by itself, or " + mapping : mapping;
  }
}
