package dev.jacobian.nn;

import java.lang.reflect.Constructor;

/**
 * Makes objects without calling a constructor of their class, as Java's serialization does, for
 * copies whose fields are set afterwards.
 */
final class Allocation {
  private static final ClassValue<Constructor<?>> CONSTRUCTORS =
      new ClassValue<>() {
        @Override
        protected Constructor<?> computeValue(Class<?> type) {
          return constructor(type);
        }
      };

  private Allocation() {}

  /** Returns an object of a class with all fields 0 or null. */
  static Object of(Class<?> type) {
    try {
      return CONSTRUCTORS.get(type).newInstance();
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Constructor<?> constructor(Class<?> type) {
    try {
      // By name, since javac has a warning for each use that no annotation turns off.
      Class<?> factory = Class.forName("sun.reflect.ReflectionFactory");
      Object made = factory.getMethod("getReflectionFactory").invoke(null);
      return (Constructor<?>)
          factory
              .getMethod("newConstructorForSerialization", Class.class, Constructor.class)
              .invoke(made, type, Object.class.getDeclaredConstructor());
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("this Java has no module jdk.unsupported", e);
    }
  }
}
