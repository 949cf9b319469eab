package dev.jacobian.compile;

import dev.jacobian.autograd.JavaObjects;
import java.lang.reflect.Field;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Tells whether two runs of the same Java code have made the same piece of code, such as a lambda.
 * Each run makes an object of its own, so what counts is the class, which a lambda has by its place
 * in the source, and what was captured.
 */
final class SameCode {
  /** Deeper inside each other, and two objects count as different. */
  private static final int DEEPEST = 8;

  private SameCode() {}

  /** Returns whether the pieces of two lists do the same, as far as that can be known. */
  static boolean of(List<?> some, List<?> others) {
    if (some.size() != others.size()) {
      return false;
    }
    for (int i = 0; i < some.size(); i++) {
      if (!of(some.get(i), others.get(i))) {
        return false;
      }
    }
    return true;
  }

  /** Returns whether two pieces of code do the same, as far as that can be known. */
  static boolean of(@Nullable Object one, @Nullable Object other) {
    return same(one, other, DEEPEST);
  }

  private static boolean same(@Nullable Object one, @Nullable Object other, int depth) {
    if (one == other) {
      return true;
    }
    if (one == null || other == null || one.getClass() != other.getClass() || depth == 0) {
      return false;
    }
    return isMadeInPlace(one.getClass())
        ? sameFields(one, other, depth - 1)
        : Objects.deepEquals(one, other);
  }

  private static boolean isMadeInPlace(Class<?> type) {
    return type.isHidden() || type.isAnonymousClass() || type.isRecord();
  }

  private static boolean sameFields(Object one, Object other, int depth) {
    for (Field field : JavaObjects.fields(one.getClass())) {
      if (!field.trySetAccessible()
          || !same(JavaObjects.get(field, one), JavaObjects.get(field, other), depth)) {
        return false;
      }
    }
    return true;
  }
}
