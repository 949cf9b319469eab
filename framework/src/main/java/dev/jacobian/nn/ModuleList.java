package dev.jacobian.nn;

import dev.jacobian.shape.OptionException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;

/**
 * Modules in a list, which whoever holds it calls as it likes; it has no forward of its own.
 * Children are named by their index, from 0. PyTorch equivalent: {@code torch.nn.ModuleList}.
 *
 * <pre>{@code
 * private final ModuleList<Linear> heads = register("heads", new ModuleList<>(List.of(a, b)));
 * }</pre>
 *
 * @param <M> what the modules are
 */
public final class ModuleList<M extends Module> extends Module implements Iterable<M> {
  private final List<M> modules = new ArrayList<>();

  /** Makes a list without modules. */
  public ModuleList() {
    this(List.of());
  }

  /** Makes a list of modules. */
  public ModuleList(List<? extends M> modules) {
    super("ModuleList()");
    modules.forEach(this::append);
  }

  /**
   * Adds a module at the end. An optimizer that was made before does not know its parameters.
   *
   * @return this list
   */
  public ModuleList<M> append(M module) {
    register(Integer.toString(modules.size()), module);
    modules.add(module);
    return this;
  }

  /** Returns the number of modules. */
  public int size() {
    return modules.size();
  }

  /**
   * Returns a module by its index, from 0.
   *
   * @throws OptionException if there is none
   */
  public M get(int index) {
    if (index < 0 || index >= modules.size()) {
      throw named(
          new OptionException(
              "module " + index + " of " + modules.size(),
              modules.isEmpty()
                  ? "a list with modules"
                  : "an index from 0 to " + (modules.size() - 1)));
    }
    return modules.get(index);
  }

  @Override
  public Iterator<M> iterator() {
    return Collections.unmodifiableList(modules).iterator();
  }
}
