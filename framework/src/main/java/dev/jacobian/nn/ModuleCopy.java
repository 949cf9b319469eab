package dev.jacobian.nn;

import static java.util.Objects.requireNonNull;

import dev.jacobian.autograd.Autograd;
import dev.jacobian.autograd.JavaObjects;
import dev.jacobian.autograd.Variable;
import dev.jacobian.device.Storage;
import dev.jacobian.shape.OptionException;
import dev.jacobian.shape.Shape;
import dev.jacobian.tensor.Generator;
import dev.jacobian.tensor.Tensor;
import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Makes a module with everything it holds a second time: see {@link Module#deepCopy}. */
final class ModuleCopy extends Rebuilding {
  private final IdentityHashMap<Storage, Storage> storages = new IdentityHashMap<>();
  private final List<Parameter> parameters = new ArrayList<>();

  /** What can only be filled in when all objects are there. */
  private final List<Runnable> later = new ArrayList<>();

  private ModuleCopy() {}

  @SuppressWarnings("unchecked") // A copy is of the class of its original.
  static <M extends Module> M of(M root) {
    ModuleCopy copying = new ModuleCopy();
    M copy = (M) requireNonNull(copying.of(root, root.description()));
    copying.later.forEach(Runnable::run);
    copying.requireLambdasFit();
    ModuleTree.visit(copy, (path, module) -> module.adoptChildren());
    copying.parameters.forEach(Parameter::forgetPlaces);
    ModuleTree.visit(
        copy,
        (path, module) ->
            module.ownParameters().forEach((name, parameter) -> parameter.attach(module, name)));
    return copy;
  }

  @Override
  @Nullable Known special(Object object, String place) {
    if (object instanceof Tensor tensor) {
      Tensor copy = copyOf(tensor, place);
      put(tensor, copy);
      return new Known(copy);
    }
    if (object instanceof Generator generator) {
      Generator copy = generator == Generator.threadDefault() ? generator : DropoutLayer.drawn();
      put(generator, copy);
      return new Known(copy);
    }
    return object instanceof ModuleHooks hooks ? new Known(hooks.copy()) : null;
  }

  private Tensor copyOf(Tensor tensor, String place) {
    Variable variable = tensor.variable();
    if (!variable.isLeaf()) {
      throw problem(
          place + " is the result of " + variable.node(),
          "modules to hold leaves of the tape only",
          "hold its detach(), or null before the copy is made");
    }
    if (known(variable) instanceof Variable copy) {
      return Tensor.ofValue(copy);
    }
    Storage storage = storages.computeIfAbsent(variable.storage(), ModuleCopy::copyOf);
    Variable copy = new Variable(storage, variable.layout());
    copy.setRequiresGrad(variable.requiresGrad());
    put(variable, copy);
    return Tensor.ofValue(copy);
  }

  private static Storage copyOf(Storage storage) {
    try (Autograd.Guard mode = Autograd.noGrad()) {
      Variable whole = new Variable(storage, Shape.of(storage.size()));
      Storage copy = Tensor.ofValue(whole).copy().storage();
      copy.moveTo(null);
      return copy;
    }
  }

  @Override
  void visit(Field field, Object object, Object target, String place) {
    if (target instanceof Parameter parameter && field.getName().equals("owner")) {
      parameters.add(parameter);
    }
    if (isAbove(field)) {
      // What lies above is copied if it is reached from below, and else not part of the copy.
      Object above = JavaObjects.get(field, object);
      later.add(
          () -> set(field, target, field.isSynthetic() ? surrounding(above) : known(above), place));
    } else {
      pass(field, object, target, place);
    }
  }

  private static boolean isAbove(Field field) {
    return field.isSynthetic()
        ? field.getName().startsWith("this$")
        : (field.getDeclaringClass() == Module.class && field.getName().equals("parent"))
            || (field.getDeclaringClass() == Parameter.class && field.getName().equals("owner"));
  }

  private @Nullable Object surrounding(@Nullable Object above) {
    Object copy = known(above);
    return copy == null ? above : copy;
  }

  @Override
  <T> T target(T object, Supplier<T> empty) {
    return empty.get();
  }

  @Override
  void set(Field field, Object owner, @Nullable Object value, String place) {
    try {
      field.set(owner, value);
    } catch (IllegalAccessException e) {
      throw new IllegalStateException(place + " cannot be set", e);
    }
  }

  @Override
  void set(Object[] array, int index, @Nullable Object value, String place) {
    array[index] = value;
  }

  @Override
  void fill(Runnable change) {
    later.add(change);
  }

  @Override
  OptionException problem(String problem, String expected, String fix) {
    return new OptionException("deepCopy: " + problem, expected, fix);
  }
}
