package dev.jacobian.trainers.config.keys;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A section whose type says which record its other keys fill: those of {@code optimizer: {type:
 * sgd}} are the ones of SGD's options.
 */
public final class Variants<K extends Enum<K>> {
  private final Key<K> type;
  private final Map<K, RecordKeys<?>> records = new LinkedHashMap<>();
  private final BiFunction<K, String, String> foreign;
  private final List<Key<?>> keys = new ArrayList<>();

  /** What there is to say of a type that has no other keys. */
  public record Plain() {}

  /**
   * Takes the types.
   *
   * @param description of the key of the type
   * @param usual a record for each type, with its defaults
   * @param types of keys whose type does not follow from their component's
   * @param foreign says of a type that it has no such key
   */
  public Variants(
      Class<K> kinds,
      String description,
      Function<K, Record> usual,
      Map<String, ValueType<?>> types,
      BiFunction<K, String, String> foreign) {
    this.type = Key.required(SectionType.TYPE, ValueType.choice(kinds), description);
    this.foreign = foreign;
    for (K kind : kinds.getEnumConstants()) {
      records.put(kind, RecordKeys.of(usual.apply(kind), types));
    }
    keys.add(type);
    for (RecordKeys<?> record : records.values()) {
      for (Key<?> key : record.keys()) {
        if (find(keys, key.name()) == null) {
          keys.add(shared(key));
        }
      }
    }
  }

  private static @Nullable Key<?> find(List<Key<?>> keys, String name) {
    return keys.stream().filter(key -> key.name().equals(name)).findFirst().orElse(null);
  }

  /**
   * Returns a key with the types that have it, and its default if they agree on one. It is required
   * if all of them need it.
   */
  private Key<?> shared(Key<?> key) {
    List<String> owners = new ArrayList<>();
    boolean isAgreed = true;
    boolean isRequired = true;
    for (Map.Entry<K, RecordKeys<?>> entry : records.entrySet()) {
      Key<?> own = find(entry.getValue().keys(), key.name());
      if (own != null) {
        owners.add(ValueType.spelling(entry.getKey()));
        isAgreed &= Objects.equals(own.fallback(), key.fallback());
        isRequired &= own.required();
      }
    }
    return key.of(owners.size() == records.size() ? List.of() : owners, isAgreed, isRequired);
  }

  /**
   * Returns the section.
   *
   * @param shortForm whether the type may stand for it
   * @param maker makes what is read of the type and its record
   */
  public <R extends Record, T> SectionType<T> section(
      boolean shortForm, BiFunction<K, R, T> maker) {
    return new SectionType<>(List.copyOf(keys), shortForm, section -> read(section, maker));
  }

  /**
   * Returns the section, which can be written too.
   *
   * @param maker makes what is read of the type and its record
   * @param kind returns the type again
   * @param record returns the record again
   */
  public <R extends Record, T> SectionType<T> section(
      BiFunction<K, R, T> maker, Function<T, K> kind, Function<T, Record> record) {
    return new SectionType<>(
        List.copyOf(keys),
        true,
        section -> read(section, maker),
        value -> values(kind.apply(value), record.apply(value)));
  }

  /** The record is one of those that the types were made with. */
  @SuppressWarnings("unchecked")
  private <R extends Record, T> T read(Section section, BiFunction<K, R, T> maker) {
    K kind = section.get(type);
    RecordKeys<?> record = of(kind);
    String name = ValueType.spelling(kind);
    for (Key<?> key : keys.subList(1, keys.size())) {
      Key<?> own = find(record.keys(), key.name());
      if (own == null) {
        section.forbid(key, foreign.apply(kind, key.name()));
      } else if (own.required() && !section.has(own)) {
        throw own.missing(
            section.place(), key.kinds().isEmpty() ? "" : ", which " + name + " needs");
      }
    }
    return maker.apply(kind, (R) record.read(section));
  }

  /** Every type has its keys. */
  private RecordKeys<?> of(K kind) {
    return Objects.requireNonNull(records.get(kind));
  }

  private Map<String, Object> values(K kind, Record record) {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put(type.name(), ValueType.spelling(kind));
    values.putAll(of(kind).values(record));
    return values;
  }
}
