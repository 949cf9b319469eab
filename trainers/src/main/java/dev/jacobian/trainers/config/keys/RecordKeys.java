package dev.jacobian.trainers.config.keys;

import dev.jacobian.shape.JacobianException;
import dev.jacobian.shape.Option;
import dev.jacobian.shape.OptionRanges;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The keys of a record: one for each component that is an {@link Option}, called as the component
 * is. They are read into the record through its constructor, whose errors name the key's place, and
 * written from it. The component says all of a key: type, range, whether it is required, and what
 * it means; the usual record has the defaults.
 *
 * <p>A component that is a record with options of its own, and no option itself, has its keys in
 * the same section. Other components keep the usual record's values.
 */
public final class RecordKeys<R extends Record> {
  private final R usual;
  private final List<Part> parts;

  /**
   * A component.
   *
   * @param key its key, if it has one
   * @param inner the keys of a record whose keys stand here, if it is one
   */
  private record Part(
      RecordComponent component, @Nullable Key<?> key, @Nullable RecordKeys<?> inner) {}

  private RecordKeys(R usual, List<Part> parts) {
    this.usual = usual;
    this.parts = parts;
  }

  /** Returns the keys of records like the usual one, which has the defaults. */
  public static <R extends Record> RecordKeys<R> of(R usual) {
    return of(usual, Map.of());
  }

  /**
   * Returns the keys of records like the usual one.
   *
   * @param types of keys whose type does not follow from their component's
   */
  public static <R extends Record> RecordKeys<R> of(R usual, Map<String, ValueType<?>> types) {
    List<Part> parts = new ArrayList<>();
    for (RecordComponent component : usual.getClass().getRecordComponents()) {
      component.getAccessor().setAccessible(true);
      Option option = component.getAnnotation(Option.class);
      Object value = value(component, usual);
      RecordKeys<?> inner =
          option == null && value instanceof Record record && hasOptions(record)
              ? of(record, types)
              : null;
      Key<?> key = option == null ? null : key(component, option, value, types);
      parts.add(new Part(component, key, inner));
    }
    return new RecordKeys<>(usual, List.copyOf(parts));
  }

  private static boolean hasOptions(Record record) {
    return Arrays.stream(record.getClass().getRecordComponents())
        .anyMatch(component -> component.isAnnotationPresent(Option.class));
  }

  private static Key<?> key(
      RecordComponent component, Option option, Object value, Map<String, ValueType<?>> types) {
    String name = component.getName();
    ValueType<?> type =
        types.containsKey(name)
            ? types.get(name)
            : ComponentType.of(component.getGenericType(), option, value);
    Object usual = value instanceof Optional<?> optional ? optional.orElse(null) : value;
    boolean hasDefault = !option.required() && !(type instanceof SectionType<?>);
    return key(component, option, type, hasDefault ? usual : null);
  }

  /** A component's type is that of its key. */
  @SuppressWarnings("unchecked")
  private static <T> Key<T> key(
      RecordComponent component, Option option, ValueType<T> type, @Nullable Object usual) {
    return new Key<>(
        component.getName(),
        type,
        (T) usual,
        option.required(),
        "",
        option.mayChange(),
        component,
        List.of());
  }

  /** Returns the keys in the order of the components. */
  public List<Key<?>> keys() {
    List<Key<?>> keys = new ArrayList<>();
    for (Part part : parts) {
      if (part.key != null) {
        keys.add(part.key);
      } else if (part.inner != null) {
        part.inner.keys().stream().filter(key -> !isOwn(key)).forEach(keys::add);
      }
    }
    return keys;
  }

  /** Returns the keys as those of one of several things that a section may hold. */
  public List<Key<?>> keysOf(String owner) {
    return keys().stream()
        .<Key<?>>map(key -> key.of(List.of(owner), true, key.required()))
        .toList();
  }

  /** Returns the key of a component. */
  public Key<?> key(String name) {
    return keys().stream().filter(key -> key.name().equals(name)).findFirst().orElseThrow();
  }

  /** A key of the record's own stands before one of a record inside. */
  private boolean isOwn(Key<?> key) {
    return parts.stream().anyMatch(part -> part.key != null && part.key.name().equals(key.name()));
  }

  /** Returns a section with these keys and no others. */
  public SectionType<R> section() {
    return new SectionType<>(keys(), false, this::read, this::values);
  }

  /**
   * Reads a record.
   *
   * @throws ConfigException if the record's constructor refuses the values
   */
  public R read(Section section) {
    Object[] values = new Object[parts.size()];
    for (int i = 0; i < values.length; i++) {
      Part part = parts.get(i);
      values[i] =
          part.inner != null
              ? part.inner.read(section)
              : part.key != null ? value(section, part, part.key) : value(part.component, usual);
    }
    try {
      return construct(values);
    } catch (JacobianException e) {
      throw inWordsOf(section, e);
    }
  }

  private Object value(Section section, Part part, Key<?> key) {
    if (part.component.getType() == Optional.class) {
      return section.find(key);
    }
    Object given = value(part.component, usual);
    boolean isSection = key.type() instanceof SectionType<?>;
    return isSection && !key.required() ? or(section.find(key), given) : section.get(key);
  }

  private static Object or(Optional<?> found, Object otherwise) {
    return found.isPresent() ? found.get() : otherwise;
  }

  @SuppressWarnings("unchecked")
  private R construct(Object[] values) {
    Class<?>[] types =
        parts.stream().map(part -> part.component.getType()).toArray(Class<?>[]::new);
    try {
      var constructor = usual.getClass().getDeclaredConstructor(types);
      constructor.setAccessible(true);
      return (R) constructor.newInstance(values);
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof JacobianException refused) {
        throw refused;
      }
      throw new IllegalStateException(e);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Returns a constructor's error at the place of the first key that it speaks of. */
  private ConfigException inWordsOf(Section section, JacobianException e) {
    String owner = OptionRanges.owner(usual.getClass()) + ": ";
    String problem =
        e.problem().startsWith(owner) ? e.problem().substring(owner.length()) : e.problem();
    String said = problem.toLowerCase(Locale.ROOT);
    KeyPlace place = section.place();
    int first = Integer.MAX_VALUE;
    for (Key<?> key : keys()) {
      int named = said.indexOf(key.name().toLowerCase(Locale.ROOT));
      int spoken = said.indexOf(OptionRanges.words(key.name()));
      int at = named < 0 ? spoken : named;
      if (at >= 0 && at < first && section.has(key)) {
        first = at;
        place = section.placeOf(key);
      }
    }
    return new ConfigException(place, problem, e.expected().orElse(null), e.fix().orElse(null));
  }

  /** Returns a record's values by their keys, as JSON has them. */
  public Map<String, Object> values(Record record) {
    Map<String, Object> values = new LinkedHashMap<>();
    for (Part part : parts) {
      Object value = value(part.component, record);
      if (part.inner != null) {
        values.putAll(part.inner.values((Record) value));
      } else if (part.key != null) {
        Optional<?> present = value instanceof Optional<?> any ? any : Optional.of(value);
        present.ifPresent(each -> values.put(part.key.name(), written(part.key, each)));
      }
    }
    return values;
  }

  /** A component's value is one of its key. */
  @SuppressWarnings("unchecked")
  private static <T> Object written(Key<T> key, Object value) {
    return key.type().written((T) value);
  }

  private static Object value(RecordComponent component, Record record) {
    try {
      return component.getAccessor().invoke(record);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }
}
