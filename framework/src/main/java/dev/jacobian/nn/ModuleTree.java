package dev.jacobian.nn;

import dev.jacobian.shape.Brief;
import dev.jacobian.shape.OptionException;
import dev.jacobian.tensor.Tensor;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.Supplier;

/** Walks a module and what is registered below it, in the order of registration. */
final class ModuleTree {
  private ModuleTree() {}

  /** Returns a path and a name put together by a dot. */
  static String join(String path, String name) {
    return path.isEmpty() ? name : path + "." + name;
  }

  /** Visits every module under each of its paths; shared ones more than once. */
  static void visit(Module root, BiConsumer<String, Module> visitor) {
    visit("", root, visitor);
  }

  private static void visit(String path, Module module, BiConsumer<String, Module> visitor) {
    visitor.accept(path, module);
    module.ownChildren().forEach((name, child) -> visit(join(path, name), child, visitor));
  }

  /** Returns every module once, under its first path. */
  static Map<String, Module> modules(Module root) {
    Set<Module> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    Map<String, Module> found = new LinkedHashMap<>();
    visit(
        root,
        (path, module) -> {
          if (seen.add(module)) {
            found.put(path, module);
          }
        });
    return found;
  }

  /** Returns every member of every module once, under its first path. */
  static <T> Map<String, T> unique(Module root, Function<Module, Map<String, T>> members) {
    Set<T> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    Map<String, T> found = new LinkedHashMap<>();
    visit(
        root,
        (path, module) ->
            members
                .apply(module)
                .forEach(
                    (name, member) -> {
                      if (seen.add(member)) {
                        found.put(join(path, name), member);
                      }
                    }));
    return found;
  }

  /** Returns the module at a path. */
  static Module submodule(Module root, String path) {
    Module module = root;
    for (String name : path.isEmpty() ? new String[0] : path.split("\\.", -1)) {
      Module child = module.ownChildren().get(name);
      if (child == null) {
        throw root.named(
            new OptionException(
                "no module '" + path + "', for " + module + " has no child '" + name + "'",
                module.ownChildren().isEmpty()
                    ? "a path that ends there"
                    : "one of " + Brief.of(module.ownChildren().keySet())));
      }
      module = child;
    }
    return module;
  }

  /** Returns the module that a module is below of, and that is below of none. */
  static Module outermost(Module module) {
    Module found = module;
    for (Module above = module.parent(); above != null; above = above.parent()) {
      found = above;
    }
    return found;
  }

  /** Computes something with other tensors in the place of parameters. */
  static Tensor withStandIns(Module root, Map<String, Tensor> others, Supplier<Tensor> computes) {
    Map<String, Parameter> all = new LinkedHashMap<>();
    visit(
        root,
        (path, module) ->
            module.ownParameters().forEach((name, own) -> all.put(join(path, name), own)));
    for (String name : others.keySet()) {
      if (!all.containsKey(name)) {
        throw root.named(
            new OptionException("no parameter '" + name + "'", "one of " + Brief.of(all.keySet())));
      }
    }
    IdentityHashMap<Parameter, Optional<Tensor>> before = new IdentityHashMap<>();
    try {
      others.forEach(
          (name, tensor) -> {
            Parameter parameter = all.get(name);
            if (parameter != null) {
              Tensor old = parameter.standIn(tensor);
              before.putIfAbsent(parameter, Optional.ofNullable(old));
            }
          });
      return computes.get();
    } finally {
      before.forEach((parameter, old) -> parameter.standIn(old.orElse(null)));
    }
  }

  static void requireNewName(Module module, String name) {
    if (name.isEmpty() || name.contains(".")) {
      throw module.named(
          new OptionException(
              "the name '" + name + "' was registered", "a name that is not empty and has no dot"));
    }
    if (module.ownChildren().containsKey(name)
        || module.ownParameters().containsKey(name)
        || module.ownBuffers().containsKey(name)) {
      throw module.named(
          new OptionException(
              "the name '" + name + "' was registered twice", "each name once in a module"));
    }
  }

  static void requireNoCycle(Module parent, String name, Module child) {
    visit(
        child,
        (path, module) -> {
          if (module == parent) {
            throw parent.named(
                new OptionException(
                    "the child '" + name + "' contains the module it was registered in",
                    "modules that form a tree"));
          }
        });
  }
}
