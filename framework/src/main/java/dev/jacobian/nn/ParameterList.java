package dev.jacobian.nn;

import dev.jacobian.shape.OptionException;
import dev.jacobian.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;

/**
 * Parameters in a list, which whoever holds it uses as it likes; it has no forward of its own. They
 * are named by their index, from 0. PyTorch equivalent: {@code torch.nn.ParameterList}.
 *
 * <pre>{@code
 * private final ParameterList scales = register("scales", new ParameterList(Tensor.ones(4), Tensor.ones(8)));
 * }</pre>
 */
public final class ParameterList extends Module implements Iterable<Parameter> {
  private final List<Parameter> entries = new ArrayList<>();

  /** Makes a list of new parameters with the values of tensors: see {@link Parameter#of}. */
  public ParameterList(Tensor... values) {
    super("ParameterList()");
    Arrays.stream(values).map(Parameter::of).forEach(this::append);
  }

  /**
   * Adds a parameter at the end. An optimizer that was made before does not know it.
   *
   * @return this list
   */
  public ParameterList append(Parameter parameter) {
    entries.add(registerParameter(Integer.toString(entries.size()), parameter));
    return this;
  }

  /** Returns the number of parameters. */
  public int size() {
    return entries.size();
  }

  /**
   * Returns a parameter.
   *
   * @param index from 0
   * @throws OptionException if there is none
   */
  public Parameter get(int index) {
    if (index < 0 || index >= entries.size()) {
      throw named(
          new OptionException(
              "parameter " + index + " of " + entries.size(),
              entries.isEmpty()
                  ? "a list with parameters"
                  : "an index from 0 to " + (entries.size() - 1)));
    }
    return entries.get(index);
  }

  @Override
  public Iterator<Parameter> iterator() {
    return Collections.unmodifiableList(entries).iterator();
  }
}
