package dev.jacobian.compile;

import java.lang.reflect.Array;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.RandomAccess;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What an array, a collection, a map or an atomic variable holds. */
final class WatchedContents extends Watch {
  private final Supplier<@Nullable Object[]> source;
  private final @Nullable Object[] before;

  private WatchedContents(Object owner, String place, Supplier<@Nullable Object[]> source) {
    super(new Key(owner, null), place);
    this.source = source;
    this.before = source.get().clone();
  }

  static Watch ofArray(Object[] array, String place) {
    return new WatchedContents(array, place, () -> array);
  }

  /** Watches the elements of a collection, in its order. */
  static Watch ofCollection(Collection<?> collection, String place) {
    if (collection instanceof List<?> list && collection instanceof RandomAccess) {
      return new Elements(list, place);
    }
    return new WatchedContents(collection, place, collection::toArray);
  }

  /** Watches the keys and values of a map, in its order. */
  static Watch ofMap(Map<?, ?> map, String place) {
    return new WatchedContents(map, place, () -> flat(map));
  }

  /** Watches what an object gives when it is asked. */
  static Watch ofVariable(Object owner, String place, Supplier<@Nullable Object> value) {
    return new WatchedContents(owner, place, () -> new Object[] {value.get()});
  }

  static Object[] flat(Map<?, ?> map) {
    return map.entrySet().stream()
        .flatMap(entry -> Stream.of(entry.getKey(), entry.getValue()))
        .toArray();
  }

  @Override
  boolean isSame() {
    @Nullable Object[] now = now();
    if (now.length != before.length) {
      return false;
    }
    for (int i = 0; i < before.length; i++) {
      if (!isSame(before[i], now[i])) {
        return false;
      }
    }
    return true;
  }

  /** Returns what is there; nothing if another thread changes it at this moment. */
  private @Nullable Object[] now() {
    try {
      return source.get();
    } catch (RuntimeException e) {
      return new Object[0];
    }
  }

  @Override
  Change change() {
    return change(before, now());
  }

  private static Change change(@Nullable Object[] before, @Nullable Object[] now) {
    if (before.length != now.length || before.length == 0) {
      return new Change("", before.length + " long", now.length + " long");
    }
    int i = 0;
    while (i + 1 < before.length && isSame(before[i], now[i])) {
      i++;
    }
    return Change.of(before.length == 1 ? "" : "[" + i + "]", before[i], now[i]);
  }

  @Override
  boolean isFilled() {
    return now().length > before.length;
  }

  /** A list that is compared without a copy of its elements. */
  private static final class Elements extends Watch {
    private final List<?> list;
    private final @Nullable Object[] before;

    Elements(List<?> list, String place) {
      super(new Key(list, null), place);
      this.list = list;
      this.before = list.toArray();
    }

    @Override
    boolean isSame() {
      if (list.size() != before.length) {
        return false;
      }
      try {
        for (int i = 0; i < before.length; i++) {
          if (!isSame(before[i], list.get(i))) {
            return false;
          }
        }
      } catch (IndexOutOfBoundsException e) {
        // Another thread has made it shorter.
        return false;
      }
      return true;
    }

    @Override
    Change change() {
      return WatchedContents.change(before, list.toArray());
    }

    @Override
    boolean isFilled() {
      return list.size() > before.length;
    }
  }

  /** An array of primitives. */
  static final class Numbers extends Watch {
    private final Object array;
    private final Object before;

    Numbers(Object array, String place) {
      super(new Key(array, null), place);
      int length = Array.getLength(array);
      this.array = array;
      this.before = Array.newInstance(array.getClass().getComponentType(), length);
      System.arraycopy(array, 0, before, 0, length);
    }

    @Override
    boolean isSame() {
      if (array instanceof double[] doubles) {
        return Arrays.equals((double[]) before, doubles);
      }
      if (array instanceof float[] floats) {
        return Arrays.equals((float[]) before, floats);
      }
      return array instanceof int[] ints
          ? Arrays.equals((int[]) before, ints)
          : Objects.deepEquals(before, array);
    }

    @Override
    Change change() {
      int i = 0;
      while (i + 1 < Array.getLength(before) && Array.get(before, i).equals(Array.get(array, i))) {
        i++;
      }
      return Change.of("[" + i + "]", Array.get(before, i), Array.get(array, i));
    }

    @Override
    boolean isFilled() {
      return false;
    }
  }

  /** How much there is of something that is only ever added to. */
  static final class Size extends Watch {
    private final IntSupplier size;
    private final int before;

    Size(Object owner, String place, IntSupplier size) {
      super(new Key(owner, null), place);
      this.size = size;
      this.before = size.getAsInt();
    }

    @Override
    boolean isSame() {
      return before == size.getAsInt();
    }

    @Override
    Change change() {
      return new Change("", before + " long", size.getAsInt() + " long");
    }

    @Override
    boolean isFilled() {
      return size.getAsInt() > before;
    }
  }
}
