package dev.jacobian.nn;

import dev.jacobian.shape.OptionException;
import dev.jacobian.tensor.Tensor;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * Parameters by names, which whoever holds it uses as it likes; it has no forward of its own.
 * PyTorch equivalent: {@code torch.nn.ParameterDict}.
 */
public final class ParameterDict extends Module {
  private final Map<String, Parameter> entries = new LinkedHashMap<>();

  /** Makes one without parameters. */
  public ParameterDict() {
    this(Map.of());
  }

  /** Makes one of new parameters with the values of tensors, in the order of the map. */
  public ParameterDict(Map<String, Tensor> values) {
    super("ParameterDict()");
    values.forEach((name, value) -> put(name, Parameter.of(value)));
  }

  /**
   * Adds a parameter. An optimizer that was made before does not know it.
   *
   * @param name without dots, not taken
   * @return this
   */
  public ParameterDict put(String name, Parameter parameter) {
    entries.put(name, registerParameter(name, parameter));
    return this;
  }

  /** Returns the names in the order in which they were added. */
  public Set<String> names() {
    return Collections.unmodifiableSet(entries.keySet());
  }

  /**
   * Returns a parameter by its name.
   *
   * @throws OptionException if there is none
   */
  public Parameter get(String name) {
    Parameter parameter = entries.get(name);
    if (parameter == null) {
      throw named(new OptionException("no parameter '" + name + "'", "one of " + entries.keySet()));
    }
    return parameter;
  }
}
