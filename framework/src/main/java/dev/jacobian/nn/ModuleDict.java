package dev.jacobian.nn;

import dev.jacobian.shape.OptionException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * Modules under names, which whoever holds them calls as it likes; it has no forward of its own.
 * Children have these names. PyTorch equivalent: {@code torch.nn.ModuleDict}.
 *
 * @param <M> what the modules are
 */
public final class ModuleDict<M extends Module> extends Module {
  private final Map<String, M> modules = new LinkedHashMap<>();

  /** Makes one without modules. */
  public ModuleDict() {
    this(Map.of());
  }

  /** Makes one with modules, in the order of the map. */
  public ModuleDict(Map<String, ? extends M> modules) {
    super("ModuleDict()");
    modules.forEach(this::put);
  }

  /**
   * Adds a module. An optimizer that was made before does not know its parameters.
   *
   * @param name without dots, not taken
   * @return this
   */
  public ModuleDict<M> put(String name, M module) {
    register(name, module);
    modules.put(name, module);
    return this;
  }

  /** Returns the names in the order in which they were added. */
  public Set<String> names() {
    return Collections.unmodifiableSet(modules.keySet());
  }

  /**
   * Returns a module by its name.
   *
   * @throws OptionException if there is none
   */
  public M get(String name) {
    M module = modules.get(name);
    if (module == null) {
      throw named(new OptionException("no module '" + name + "'", "one of " + modules.keySet()));
    }
    return module;
  }
}
