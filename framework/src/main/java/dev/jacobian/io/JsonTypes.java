package dev.jacobian.io;

import dev.jacobian.shape.Brief;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Values of JSON, which are lists, maps and what is in them, as Java's types and back. */
final class JsonTypes {
  private JsonTypes() {}

  /** Returns a value with maps in the place of records, and what is in them for optional values. */
  static @Nullable Object plain(@Nullable Object value) {
    if (value instanceof Optional<?> optional) {
      return plain(optional.orElse(null));
    }
    if (value instanceof List<?> list) {
      List<@Nullable Object> plain = new ArrayList<>(list.size());
      list.forEach(element -> plain.add(plain(element)));
      return plain;
    }
    Map<String, @Nullable Object> plain = new LinkedHashMap<>();
    if (value instanceof Map<?, ?> map) {
      map.forEach((key, member) -> plain.put((String) key, plain(member)));
      return plain;
    }
    if (value instanceof Record record) {
      for (RecordComponent component : record.getClass().getRecordComponents()) {
        plain.put(component.getName(), plain(value(component, record)));
      }
      return plain;
    }
    return value;
  }

  private static Object value(RecordComponent component, Record record) {
    try {
      component.getAccessor().setAccessible(true);
      return component.getAccessor().invoke(record);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  static <T> Map<String, T> map(Class<T> type, @Nullable Object value) {
    Map<String, T> map = new LinkedHashMap<>();
    members(value).forEach((name, member) -> map.put(name, type.cast(named(name, type, member))));
    return map;
  }

  static <T> List<T> list(Class<T> type, @Nullable Object value) {
    return elements(value).stream().map(element -> type.cast(of(type, element))).toList();
  }

  /**
   * Returns a value as what a type says.
   *
   * @param value null if it is absent
   * @throws IllegalArgumentException if it is something else
   */
  static Object of(Type type, @Nullable Object value) {
    if (type instanceof ParameterizedType generic) {
      return ofGeneric(generic, value);
    }
    if (value == null) {
      throw new IllegalArgumentException("it is missing");
    }
    if (type == Integer.class || type == int.class) {
      return require(value instanceof Integer, value, "a whole number");
    }
    if (type == Long.class || type == long.class) {
      require(value instanceof Integer || value instanceof Long, value, "a whole number");
      return ((Number) value).longValue();
    }
    if (type == Double.class || type == double.class) {
      return number(value);
    }
    Class<?> plain = (Class<?>) type;
    if (plain.isRecord()) {
      return record(plain, members(value));
    }
    return require(
        plain.isInstance(value), value, plain == String.class ? "text" : "true or false");
  }

  private static Object ofGeneric(ParameterizedType type, @Nullable Object value) {
    Type last = type.getActualTypeArguments()[type.getActualTypeArguments().length - 1];
    if (type.getRawType() == Optional.class) {
      return value == null ? Optional.empty() : Optional.of(of(last, value));
    }
    if (type.getRawType() == List.class) {
      return elements(value).stream().map(element -> of(last, element)).toList();
    }
    Map<String, Object> map = new LinkedHashMap<>();
    members(value).forEach((name, member) -> map.put(name, named(name, last, member)));
    return map;
  }

  private static Object named(String name, Type type, @Nullable Object value) {
    try {
      return of(type, value);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("'" + name + "': " + e.getMessage(), e);
    }
  }

  private static Object number(Object value) {
    if (value instanceof Number number) {
      return number.doubleValue();
    }
    return switch (value instanceof String text ? text : "") {
      case "NaN" -> Double.NaN;
      case "Infinity" -> Double.POSITIVE_INFINITY;
      case "-Infinity" -> Double.NEGATIVE_INFINITY;
      default -> throw new IllegalArgumentException(isNot(value, "a number"));
    };
  }

  private static Object record(Class<?> type, Map<String, @Nullable Object> members) {
    RecordComponent[] components = type.getRecordComponents();
    Object[] values =
        Arrays.stream(components)
            .map(each -> named(each.getName(), each.getGenericType(), members.get(each.getName())))
            .toArray();
    try {
      Class<?>[] types =
          Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
      Constructor<?> constructor = type.getDeclaredConstructor(types);
      constructor.setAccessible(true);
      return constructor.newInstance(values);
    } catch (InvocationTargetException e) {
      throw new IllegalArgumentException(String.valueOf(e.getTargetException().getMessage()), e);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  @SuppressWarnings("unchecked") // elements are any values
  private static List<@Nullable Object> elements(@Nullable Object value) {
    return (List<@Nullable Object>) require(value instanceof List, value, "a list");
  }

  @SuppressWarnings("unchecked") // an object's names are text
  static Map<String, @Nullable Object> members(@Nullable Object value) {
    return (Map<String, @Nullable Object>) require(value instanceof Map, value, "an object");
  }

  private static Object require(boolean fits, @Nullable Object value, String expected) {
    if (!fits || value == null) {
      throw new IllegalArgumentException(isNot(value, expected));
    }
    return value;
  }

  private static String isNot(@Nullable Object value, String expected) {
    return "it is " + Brief.of(Json.text(value)) + ", and not " + expected;
  }
}
