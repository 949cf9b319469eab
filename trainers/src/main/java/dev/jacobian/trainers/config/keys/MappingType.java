package dev.jacobian.trainers.config.keys;

import dev.jacobian.trainers.config.keys.YamlNode.Mapping;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A value that is a mapping whose keys are names of the user's.
 *
 * @param element what stands behind each name
 * @param expected what is expected, for errors and for the reference
 */
public record MappingType<T>(ValueType<T> element, String expected)
    implements ValueType<Map<String, T>> {
  @Override
  public @Nullable Map<String, T> read(YamlNode node) {
    if (!(node instanceof Mapping mapping)) {
      return null;
    }
    Map<String, T> values = new LinkedHashMap<>();
    mapping.entries().forEach((name, entry) -> values.put(name, element.require(entry.value())));
    return values;
  }
}
