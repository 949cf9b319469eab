package dev.jacobian.trainers.config.keys;

import dev.jacobian.shape.DType;
import dev.jacobian.shape.Option;
import dev.jacobian.trainers.ValidationInterval;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** What a key may be, by the Java type of the record component that it fills. */
final class ComponentType {
  private static final Map<Type, ValueType<?>> PLAIN =
      Map.of(
          boolean.class, ValueType.bool(),
          Boolean.class, ValueType.bool(),
          long.class, ValueType.anyLong(),
          String.class, ValueType.text(),
          DType.class, ValueType.floating(),
          Duration.class, ValueType.duration(),
          FileName.class, FileName.TYPE,
          ValidationInterval.class, ValueType.interval());

  private ComponentType() {}

  /**
   * Returns the type of a key.
   *
   * @param type of the component
   * @param option its range
   * @param usual its usual value, which has the defaults if it is a section
   */
  static ValueType<?> of(Type type, Option option, Object usual) {
    if (type instanceof ParameterizedType generic) {
      ValueType<?> element = of(generic.getActualTypeArguments()[0], option, usual);
      if (generic.getRawType() != List.class) {
        return element;
      }
      String expected = "a list, each value " + element.expected();
      return option.required()
          ? ValueType.someOf(element, expected)
          : ValueType.listOf(element, expected);
    }
    if (PLAIN.containsKey(type)) {
      return PLAIN.get(type);
    }
    if (usual instanceof Record section && type == section.getClass()) {
      return RecordKeys.of(section).section();
    }
    if (type == int.class || type == Integer.class) {
      return ValueType.integer((int) option.min(), (int) option.max());
    }
    if (type == double.class || type == Double.class) {
      return ValueType.number(option);
    }
    if (type instanceof Class<?> choice && choice.isEnum()) {
      return choice(choice);
    }
    throw new IllegalArgumentException("nothing says how a key of " + type + " is written");
  }

  @SuppressWarnings({"unchecked", "rawtypes"})
  private static ValueType<?> choice(Class<?> type) {
    return ValueType.choice((Class) type);
  }
}
