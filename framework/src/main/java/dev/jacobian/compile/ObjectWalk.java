package dev.jacobian.compile;

import dev.jacobian.autograd.JavaObjects;
import dev.jacobian.autograd.Unwatched;
import dev.jacobian.autograd.Variable;
import dev.jacobian.device.Backend;
import dev.jacobian.device.Storage;
import dev.jacobian.nn.Module;
import dev.jacobian.nn.Parameter;
import dev.jacobian.op.Value;
import dev.jacobian.tensor.Tensor;
import java.lang.reflect.Array;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/**
 * Finds the places in the Java objects that a function knows: what it has captured, the fields of
 * these objects, what lies in their arrays and collections, and so on.
 *
 * <p>Not looked into: tensors, but for their hooks, and what else is read anew at every run ({@link
 * Unwatched}), what has to be closed (files, loaders, profilers), threads, loggers, and classes of
 * the JDK other than collections and atomic variables. Static fields are not reached.
 */
final class ObjectWalk {
  /** Places beyond this many are left to the captures that compare: see {@link Captured}. */
  private static final int MOST_PLACES = 4096;

  private static final int MOST_OBJECTS = 16 * MOST_PLACES;

  /** Longer arrays and collections are watched by their length or not at all. */
  private static final int LONGEST = 1024;

  private static final int LONGEST_TEXT = 60;
  private static final String CAPTURED = "the captured ";

  private final Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());
  private final Deque<Found> open = new ArrayDeque<>();
  private final List<Watch> watches = new ArrayList<>();
  private final List<Tensor> tensors = new ArrayList<>();

  /** An object and what the user calls it. */
  private record Found(Object object, String place) {}

  private ObjectWalk() {}

  /** Finds what is reachable from a function. */
  static ObjectWalk from(Object function) {
    ObjectWalk walk = new ObjectWalk();
    walk.find(function, "");
    while (!walk.open.isEmpty() && walk.watches.size() < MOST_PLACES) {
      Found found = walk.open.remove();
      walk.visit(found.object(), found.place());
    }
    return walk;
  }

  /** Returns the places whose contents can change, with what they hold now. */
  List<Watch> watches() {
    return watches;
  }

  /** Returns the tensors that are held by what was found. */
  List<Tensor> tensors() {
    return tensors;
  }

  private void find(@Nullable Object object, String place) {
    if (object instanceof Tensor tensor) {
      tensors.add(tensor);
      findHooks(tensor, () -> place);
    } else if (object instanceof Parameter parameter) {
      // What computes a parameter is found by itself; a look at its value would compute it.
      if (!parameter.isComputed()) {
        findHooks(parameter.tensor(), parameter::name);
      }
    } else if (object != null
        && !JavaObjects.isValue(object)
        && !isLeftAlone(object)
        && seen.size() < MOST_OBJECTS
        && seen.add(object)) {
      open.add(new Found(object, place));
    }
  }

  /** Finds what the hooks of a tensor know. */
  private void findHooks(Tensor tensor, Supplier<String> name) {
    if (tensor.value() instanceof Variable variable && !variable.leafHooks().isEmpty()) {
      variable.leafHooks().forEach(hook -> find(hook, name.get() + "'s hook"));
    }
  }

  private static boolean isLeftAlone(Object object) {
    return object.getClass().isAnnotationPresent(Unwatched.class)
        || object instanceof Value
        || object instanceof Storage
        || object instanceof Backend
        || (object instanceof AutoCloseable && !(object instanceof Module))
        || object instanceof Thread
        || object instanceof Logger;
  }

  private void visit(Object object, String place) {
    Class<?> type = object.getClass();
    if (type.isArray()) {
      visitArray(object, place);
    } else if (JavaObjects.isOfJdk(type)) {
      try {
        visitOfJdk(object, place);
      } catch (RuntimeException e) {
        // Another thread changes a collection at this moment; it is not for tensors then.
      }
    } else if (object instanceof Compiled compiled) {
      find(compiled.code(), place);
    } else {
      for (KnownField field : KnownField.OF_CLASS.get(type)) {
        visitField(object, field.field(), type.isHidden() ? captured(field, place) : field.name());
      }
    }
  }

  private void visitArray(Object array, String place) {
    if (Array.getLength(array) > LONGEST) {
      return;
    }
    if (array instanceof Object[] objects) {
      watches.add(WatchedContents.ofArray(objects, place));
      findAll(Arrays.asList(objects), place);
    } else if (Array.getLength(array) > 0) {
      watches.add(new WatchedContents.Numbers(array, place));
    }
  }

  private void visitOfJdk(Object object, String place) {
    if (object instanceof Collection<?> collection) {
      visitCollection(collection, place);
    } else if (object instanceof Map<?, ?> map) {
      visitMap(map, place);
    } else if (object instanceof Number number) {
      // An atomic number or an adder; the others are values.
      watches.add(WatchedContents.ofVariable(number, place, () -> valueOf(number)));
    } else if (object instanceof AtomicBoolean flag) {
      watches.add(WatchedContents.ofVariable(flag, place, flag::get));
    } else if (object instanceof AtomicReference<?> reference) {
      watches.add(WatchedContents.ofVariable(reference, place, reference::get));
      find(reference.get(), place);
    } else if (object instanceof Optional<?> optional) {
      find(optional.orElse(null), place);
    }
  }

  private static Object valueOf(Number number) {
    boolean isFloating = number.getClass().getSimpleName().startsWith("Double");
    return isFloating ? (Object) number.doubleValue() : (Object) number.longValue();
  }

  private void visitCollection(Collection<?> collection, String place) {
    if (collection.size() > LONGEST) {
      watches.add(new WatchedContents.Size(collection, place, collection::size));
      return;
    }
    if (!isImmutable(collection)) {
      watches.add(WatchedContents.ofCollection(collection, place));
    }
    findAll(collection, place);
  }

  private void visitMap(Map<?, ?> map, String place) {
    if (map.size() > LONGEST) {
      watches.add(new WatchedContents.Size(map, place, map::size));
      return;
    }
    if (!isImmutable(map)) {
      watches.add(WatchedContents.ofMap(map, place));
    }
    map.forEach(
        (key, value) -> {
          find(key, place);
          find(value, place + "[" + text(key) + "]");
        });
  }

  private void findAll(Collection<?> elements, String place) {
    int i = 0;
    for (Object element : elements) {
      find(element, place + "[" + i + "]");
      i++;
    }
  }

  /** Returns whether a collection comes from {@code List.of} and the like. */
  private static boolean isImmutable(Object collection) {
    return collection.getClass().getName().startsWith("java.util.ImmutableCollections");
  }

  private void visitField(Object owner, Field field, String place) {
    Object value = JavaObjects.get(field, owner);
    if (field.getDeclaringClass() == Module.class && value instanceof Map<?, ?> registered) {
      // Names are registered once and stay; where a child is replaced, the map is another one.
      watches.add(new WatchedContents.Size(registered, place, registered::size));
      if (!Modifier.isFinal(field.getModifiers())) {
        watches.add(new WatchedField(owner, field, place));
      }
      registered.values().forEach(member -> find(member, ""));
      return;
    }
    if (!Modifier.isFinal(field.getModifiers())) {
      watches.add(new WatchedField(owner, field, place));
    }
    if (!field.getType().isPrimitive()) {
      find(value, place);
    }
  }

  /**
   * A field that is looked at, which many objects have.
   *
   * @param name as a place is called
   */
  private record KnownField(Field field, String name) {
    /** Java copies a class's fields for each who asks, which was a tenth of a capture's garbage. */
    static final ClassValue<List<KnownField>> OF_CLASS =
        new ClassValue<>() {
          @Override
          protected List<KnownField> computeValue(Class<?> type) {
            return of(type);
          }
        };

    private static List<KnownField> of(Class<?> type) {
      List<KnownField> known = new ArrayList<>();
      for (Field field : JavaObjects.fields(type)) {
        if (!field.isAnnotationPresent(Unwatched.class) && field.trySetAccessible()) {
          String name = JavaObjects.name(field);
          known.add(new KnownField(field, name));
        }
      }
      return known;
    }
  }

  /** Returns what a field of a lambda is called, which has no name of the user's. */
  private static String captured(KnownField field, String place) {
    String type = field.field().getType().getSimpleName();
    return place.isEmpty() || place.startsWith(CAPTURED)
        ? CAPTURED + type
        : "the " + type + " captured by " + place;
  }

  /** Returns an object as a message shows it. */
  static String text(@Nullable Object object) {
    if (object == null) {
      return "null";
    }
    if (object instanceof Tensor tensor) {
      return "a " + tensor.variable().spec() + " tensor";
    }
    if (!JavaObjects.isValue(object) && !(object instanceof Module)) {
      return object.getClass().isHidden() ? "a lambda" : "a " + JavaObjects.name(object.getClass());
    }
    String text = object instanceof String ? "'" + object + "'" : object.toString();
    return text.length() <= LONGEST_TEXT ? text : text.substring(0, LONGEST_TEXT) + "...";
  }
}
