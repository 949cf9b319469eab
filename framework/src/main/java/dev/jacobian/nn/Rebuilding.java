package dev.jacobian.nn;

import dev.jacobian.autograd.JavaObjects;
import dev.jacobian.autograd.Variable;
import dev.jacobian.device.Storage;
import dev.jacobian.shape.OptionException;
import java.lang.reflect.Array;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Goes through the Java objects that a module holds and puts others in the place of some: copies in
 * {@link ModuleCopy}, another layer in {@link ModuleReplacement}.
 *
 * <p>Fields, arrays, records, and the JDK's usual collections are gone through. What never changes
 * and holds no tensors is left as it is: values, classes of shapes and devices, files and threads.
 */
abstract class Rebuilding {
  private final IdentityHashMap<Object, Object> found = new IdentityHashMap<>();
  private final List<Lambda> lambdas = new ArrayList<>();

  /** A lambda and where it was found. */
  private record Lambda(Object object, String place) {}

  /** What came of looking at an object. */
  record Known(@Nullable Object result) {}

  /** Returns what stands for an object that this kind treats in a way of its own, or null. */
  abstract @Nullable Known special(Object object, String place);

  /** Returns the object that gets the contents of another: itself, or a new one. */
  abstract <T> T target(T object, Supplier<T> empty);

  /** Looks at a field, and {@linkplain #pass passes} it on unless it is one of a way of its own. */
  abstract void visit(Field field, Object object, Object target, String place);

  /** Has a field hold something. */
  abstract void set(Field field, Object owner, @Nullable Object value, String place);

  /** Has an array hold something. */
  abstract void set(Object[] array, int index, @Nullable Object value, String place);

  /** Has a collection, a map or a variable hold something. */
  abstract void fill(Runnable change);

  /** Returns an error of this kind. */
  abstract OptionException problem(String problem, String expected, String fix);

  /** Says that an object stands for another wherever that is found. */
  final void put(Object object, Object result) {
    found.put(object, result);
  }

  /** Returns what stands for an object that was found, or null. */
  final @Nullable Object known(@Nullable Object object) {
    return object == null ? null : found.get(object);
  }

  /**
   * Returns what stands for an object.
   *
   * @param place where it was found, as errors call it
   */
  final @Nullable Object of(@Nullable Object object, String place) {
    if (object == null || JavaObjects.isValue(object)) {
      return object;
    }
    Object before = found.get(object);
    if (before != null) {
      return before;
    }
    Known special = special(object, place);
    if (special != null) {
      return special.result();
    }
    if (isLeftAlone(object)) {
      return object;
    }
    Class<?> type = object.getClass();
    if (type.isHidden()) {
      put(object, object);
      lambdas.add(new Lambda(object, place));
      return object;
    }
    if (type.isArray()) {
      return array(object, place);
    }
    if (type.isRecord()) {
      return record(object, place);
    }
    return JavaObjects.isOfJdk(type) ? ofJdk(object, place) : fields(object, place);
  }

  /** Ends with a look at what lambdas have captured, which cannot be changed. */
  final void requireLambdasFit() {
    for (Lambda lambda : lambdas) {
      for (Field field : JavaObjects.fields(lambda.object().getClass())) {
        Object captured = field.trySetAccessible() ? JavaObjects.get(field, lambda.object()) : null;
        Object result = captured == null ? null : found.get(captured);
        if (captured != null && result != null && result != captured) {
          throw problem(
              lambda.place()
                  + " is a lambda that has captured "
                  + (captured instanceof Module module
                      ? module
                      : JavaObjects.name(captured.getClass())),
              "lambdas of modules to capture none of their layers and tensors",
              "make it a method of the module, or an object with a field");
        }
      }
    }
  }

  private static boolean isLeftAlone(Object object) {
    String name = object.getClass().getPackageName();
    return object instanceof Variable
        || object instanceof Storage
        || (object instanceof AutoCloseable && !(object instanceof Module))
        || object instanceof Thread
        || name.startsWith("dev.jacobian.shape")
        || name.startsWith("dev.jacobian.device")
        || name.startsWith("org.slf4j");
  }

  private Object array(Object array, String place) {
    int length = Array.getLength(array);
    Class<?> type = array.getClass().getComponentType();
    Object target = target(array, () -> Array.newInstance(type, length));
    put(array, target);
    if (array instanceof Object[] objects) {
      for (int i = 0; i < length; i++) {
        String at = place + "[" + i + "]";
        set((Object[]) target, i, of(objects[i], at), at);
      }
    } else if (target != array) {
      System.arraycopy(array, 0, target, 0, length);
    }
    return target;
  }

  private Object record(Object record, String place) {
    RecordComponent[] components = record.getClass().getRecordComponents();
    Class<?>[] types = new Class<?>[components.length];
    @Nullable Object[] values = new Object[components.length];
    boolean isSame = true;
    for (int i = 0; i < components.length; i++) {
      types[i] = components[i].getType();
      Field field = field(record.getClass(), components[i].getName());
      if (!field.trySetAccessible()) {
        throw closed(field);
      }
      Object value = JavaObjects.get(field, record);
      values[i] = of(value, place + "." + field.getName());
      isSame &= values[i] == value || types[i].isPrimitive();
    }
    if (isSame) {
      return record;
    }
    try {
      Constructor<?> constructor = record.getClass().getDeclaredConstructor(types);
      constructor.setAccessible(true);
      return constructor.newInstance(values);
    } catch (ReflectiveOperationException | IllegalArgumentException e) {
      throw problem(
          place
              + ", the record "
              + JavaObjects.name(record.getClass())
              + ", cannot be made anew: "
              + e,
          "a record whose constructor takes what its components give",
          "make it a class");
    }
  }

  private static Field field(Class<?> type, String name) {
    try {
      return type.getDeclaredField(name);
    } catch (NoSuchFieldException e) {
      throw new IllegalStateException(e);
    }
  }

  private Object fields(Object object, String place) {
    Class<?> type = object.getClass();
    if (type.getPackageName().equals("dev.jacobian.compile")) {
      throw problem(
          place + " is compiled code, " + JavaObjects.name(type) + ", of this module",
          "a module without",
          "compile it outside of the module");
    }
    Object target = target(object, () -> Allocation.of(type));
    put(object, target);
    for (Field field : JavaObjects.fields(type)) {
      if (!field.trySetAccessible()) {
        throw closed(field);
      }
      String at = JavaObjects.name(field);
      visit(field, object, target, at);
    }
    return target;
  }

  /** Has a field of the target hold what stands for what an object's holds. */
  final void pass(Field field, Object object, Object target, String place) {
    set(field, target, of(JavaObjects.get(field, object), place), place);
  }

  private OptionException closed(Field field) {
    return problem(
        JavaObjects.name(field) + " cannot be read",
        "modules whose package is open to " + Rebuilding.class.getModule(),
        "add `opens " + field.getDeclaringClass().getPackageName() + ";` to module-info.java");
  }

  private Object ofJdk(Object object, String place) {
    if (object instanceof Collection<?> collection) {
      return collection(collection, place);
    }
    if (object instanceof Map<?, ?> map) {
      return map(map, place);
    }
    if (object instanceof Optional<?> optional) {
      Object value = optional.orElse(null);
      Object result = of(value, place);
      return result == value ? optional : Optional.ofNullable(result);
    }
    if (object instanceof AtomicReference<?> reference) {
      AtomicReference<Object> target = target(asReference(reference), AtomicReference::new);
      put(object, target);
      Object result = of(reference.get(), place);
      fill(() -> target.set(result));
      return target;
    }
    return target(object, () -> copyOfJdk(object, place));
  }

  /** Returns a copy of an object that holds no other. */
  private Object copyOfJdk(Object object, String place) {
    Class<?> type = object.getClass();
    String name = type.getPackageName();
    if (object instanceof AtomicInteger number) {
      return new AtomicInteger(number.get());
    }
    if (object instanceof AtomicLong number) {
      return new AtomicLong(number.get());
    }
    if (object instanceof AtomicBoolean flag) {
      return new AtomicBoolean(flag.get());
    }
    if (name.startsWith("java.time")
        || name.startsWith("java.util.regex")
        || name.startsWith("java.nio.charset")
        || name.startsWith("java.util.concurrent.locks")
        || object instanceof java.nio.file.Path
        || object instanceof java.util.OptionalInt
        || object instanceof java.util.OptionalLong
        || object instanceof java.util.OptionalDouble
        || object instanceof java.util.Locale
        || object instanceof java.util.UUID
        || object instanceof Comparable<?>
        || type == Object.class) {
      return object;
    }
    throw unknown(object, place);
  }

  private OptionException unknown(Object object, String place) {
    return problem(
        place + " is a " + object.getClass().getName(),
        "modules, parameters, tensors, numbers, arrays, records, the usual collections and objects of classes of yours",
        "hold what it holds in one of these");
  }

  /** Returns what makes a collection or map of the same class without elements, or null. */
  private static @Nullable Supplier<Object> empty(Object collection) {
    boolean isOrdered =
        (collection instanceof SortedMap<?, ?> map && map.comparator() != null)
            || (collection instanceof SortedSet<?> set && set.comparator() != null)
            || (collection instanceof PriorityQueue<?> queue && queue.comparator() != null);
    if (isOrdered || !Modifier.isPublic(collection.getClass().getModifiers())) {
      return null;
    }
    try {
      Constructor<?> constructor = collection.getClass().getConstructor();
      return () -> made(constructor);
    } catch (NoSuchMethodException e) {
      return null;
    }
  }

  private static Object made(Constructor<?> constructor, @Nullable Object... arguments) {
    try {
      return constructor.newInstance(arguments);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  private Object collection(Collection<?> collection, String place) {
    Supplier<Object> empty = empty(collection);
    if (empty == null) {
      return snapshot(collection, place);
    }
    Collection<Object> target = target(asCollection(collection), () -> asCollection(empty.get()));
    put(collection, target);
    List<@Nullable Object> results = results(collection, place);
    if (!isSame(collection, results) || target != collection) {
      fill(
          () -> {
            target.clear();
            target.addAll(results);
          });
    }
    return target;
  }

  /** Returns what stands for a collection that cannot be changed, or is of another kind. */
  private Object snapshot(Collection<?> collection, String place) {
    List<@Nullable Object> results = results(collection, place);
    boolean isSame = isSame(collection, results);
    if (collection.getClass().getName().equals("java.util.Arrays$ArrayList")) {
      List<@Nullable Object> list = Arrays.asList(results.toArray());
      return isSame ? target(collection, () -> list) : list;
    }
    if (isUnchanging(collection) && isSame) {
      return collection;
    }
    if (isUnchanging(collection) && collection instanceof List<?>) {
      return Collections.unmodifiableList(results);
    }
    if (isUnchanging(collection) && collection instanceof Set<?>) {
      return Collections.unmodifiableSet(new LinkedHashSet<>(results));
    }
    return ofOtherKind(collection, isSame, place);
  }

  private Object ofOtherKind(Object collection, boolean isSame, String place) {
    if (!isSame) {
      throw unknown(collection, place);
    }
    return target(
        collection,
        () -> {
          throw unknown(collection, place);
        });
  }

  private static boolean isUnchanging(Object collection) {
    String name = collection.getClass().getName();
    return name.startsWith("java.util.ImmutableCollections")
        || name.startsWith("java.util.Collections$Unmodifiable")
        || name.startsWith("java.util.Collections$Empty")
        || name.startsWith("java.util.Collections$Singleton");
  }

  private List<@Nullable Object> results(Collection<?> collection, String place) {
    List<@Nullable Object> results = new ArrayList<>(collection.size());
    for (Object element : collection) {
      results.add(of(element, place + "[" + results.size() + "]"));
    }
    return results;
  }

  private static boolean isSame(Collection<?> some, Collection<?> others) {
    var other = others.iterator();
    for (Object element : some) {
      if (element != other.next()) {
        return false;
      }
    }
    return true;
  }

  private Object map(Map<?, ?> map, String place) {
    Supplier<Object> empty = empty(map);
    Map<Object, Object> target =
        empty == null ? null : target(asMap(map), () -> asMap(empty.get()));
    if (target != null) {
      put(map, target);
    }
    Map<@Nullable Object, @Nullable Object> results =
        empty == null ? new LinkedHashMap<>() : asMap(empty.get());
    boolean isSame = true;
    for (Map.Entry<?, ?> entry : map.entrySet()) {
      Object key = of(entry.getKey(), place);
      Object value = of(entry.getValue(), place + "[" + entry.getKey() + "]");
      isSame &= key == entry.getKey() && value == entry.getValue();
      results.put(key, value);
    }
    if (target == null) {
      if (!isUnchanging(map)) {
        return ofOtherKind(map, isSame, place);
      }
      return isSame ? map : Collections.unmodifiableMap(results);
    }
    if (!isSame || target != map) {
      fill(
          () -> {
            target.clear();
            target.putAll(results);
          });
    }
    return target;
  }

  @SuppressWarnings("unchecked") // Elements are put back where they came from.
  private static Collection<Object> asCollection(Object object) {
    return (Collection<Object>) object;
  }

  @SuppressWarnings("unchecked") // Elements are put back where they came from.
  private static Map<Object, Object> asMap(Object object) {
    return (Map<Object, Object>) object;
  }

  @SuppressWarnings("unchecked") // What it held is put back.
  private static AtomicReference<Object> asReference(Object object) {
    return (AtomicReference<Object>) object;
  }
}
