package dev.jacobian.autograd;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a Java object holds, for those who follow references: captures, which watch what a function
 * knows, and copies of modules.
 */
public final class JavaObjects {
  private JavaObjects() {}

  /** Returns the instance fields of a class and of its superclasses outside the JDK. */
  public static List<Field> fields(Class<?> type) {
    List<Field> fields = new ArrayList<>();
    for (Class<?> c = type; c != null && !isOfJdk(c); c = c.getSuperclass()) {
      for (Field field : c.getDeclaredFields()) {
        if (!Modifier.isStatic(field.getModifiers())) {
          fields.add(field);
        }
      }
    }
    return fields;
  }

  /** Returns what an accessible field holds. */
  public static @Nullable Object get(Field field, Object owner) {
    try {
      return field.get(owner);
    } catch (IllegalAccessException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Returns what a field is called, such as {@code Net.scale}. */
  public static String name(Field field) {
    return name(field.getDeclaringClass()) + "." + field.getName();
  }

  /** Returns what a class is called, without its package. */
  public static String name(Class<?> type) {
    String name = type.getSimpleName();
    return name.isEmpty() ? type.getName().substring(type.getName().lastIndexOf('.') + 1) : name;
  }

  /** Returns whether a class comes with Java. */
  public static boolean isOfJdk(Class<?> type) {
    ClassLoader loader = type.getClassLoader();
    return loader == null || loader == ClassLoader.getPlatformClassLoader();
  }

  /** Returns whether an object is a value that never changes: a text, a number, a constant. */
  public static boolean isValue(Object object) {
    return object instanceof String
        || object instanceof Enum<?>
        || object instanceof Class<?>
        || object instanceof Boolean
        || object instanceof Character
        || (object instanceof Number && isImmutableNumber(object.getClass().getPackageName()));
  }

  private static boolean isImmutableNumber(String packageName) {
    return packageName.equals("java.lang") || packageName.equals("java.math");
  }
}
