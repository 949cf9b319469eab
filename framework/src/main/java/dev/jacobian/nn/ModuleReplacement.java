package dev.jacobian.nn;

import dev.jacobian.autograd.JavaObjects;
import dev.jacobian.shape.OptionException;
import dev.jacobian.tensor.Generator;
import dev.jacobian.tensor.Tensor;
import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Puts a module in the place of another, wherever a module and what it holds refer to it: see
 * {@link Module#setSubmodule}. Nothing has changed if that cannot be done.
 */
final class ModuleReplacement extends Rebuilding {
  private final List<Runnable> changes = new ArrayList<>();
  private final Module before;
  private final Module after;

  private ModuleReplacement(Module before, Module after) {
    this.before = before;
    this.after = after;
  }

  static void of(Module root, Module before, Module after) {
    for (Module module : ModuleTree.modules(root).values()) {
      if (module.ownChildren().containsValue(before)) {
        ModuleTree.requireNoCycle(module, before.name(), after);
      }
    }
    ModuleReplacement replacing = new ModuleReplacement(before, after);
    replacing.put(before, after);
    replacing.of(root, root.description());
    replacing.requireLambdasFit();
    replacing.changes.forEach(Runnable::run);
    before.leave();
    ModuleTree.visit(root, (path, module) -> module.adoptChildren());
  }

  @Override
  @Nullable Known special(Object object, String place) {
    boolean holdsNone =
        object instanceof Tensor
            || object instanceof Parameter
            || object instanceof Generator
            || object instanceof ModuleHooks;
    return holdsNone || object == after ? new Known(object) : null;
  }

  @Override
  void visit(Field field, Object object, Object target, String place) {
    if (object instanceof Module module && field.getDeclaringClass() == Module.class) {
      if (field.getName().equals("parent")) {
        return;
      }
      if (field.getName().equals("children")) {
        module.ownChildren().values().forEach(child -> of(child, child.toString()));
        if (module.ownChildren().containsValue(before)) {
          changes.add(() -> module.replaceChild(before, after));
        }
        return;
      }
    }
    pass(field, object, target, place);
  }

  @Override
  <T> T target(T object, Supplier<T> empty) {
    return object;
  }

  @Override
  void set(Field field, Object owner, @Nullable Object value, String place) {
    if (value != JavaObjects.get(field, owner) && !field.getType().isPrimitive()) {
      requireFit(field.getType(), value, place);
      changes.add(
          () -> {
            try {
              field.set(owner, value);
            } catch (IllegalAccessException e) {
              throw new IllegalStateException(place + " cannot be set", e);
            }
          });
    }
  }

  @Override
  void set(Object[] array, int index, @Nullable Object value, String place) {
    if (value != array[index]) {
      requireFit(array.getClass().getComponentType(), value, place);
      changes.add(() -> array[index] = value);
    }
  }

  private void requireFit(Class<?> type, @Nullable Object value, String place) {
    if (!type.isInstance(value)) {
      throw problem(
          place + " holds the layer and takes a " + JavaObjects.name(type) + ", not " + text(value),
          "another " + JavaObjects.name(type),
          "declare it as a Module");
    }
  }

  private static String text(@Nullable Object value) {
    return value instanceof Module module ? module.description() : "" + value;
  }

  @Override
  void fill(Runnable change) {
    changes.add(change);
  }

  @Override
  OptionException problem(String problem, String expected, String fix) {
    return new OptionException("setSubmodule: " + problem, expected, fix);
  }
}
