package dev.jacobian.nn;

import dev.jacobian.shape.TensorSpec;
import dev.jacobian.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Compares saved tensors with those that an object expects. */
public final class StateProblems {
  private StateProblems() {}

  /**
   * Returns what is missing, unexpected, or of another shape or dtype, each with its name; empty if
   * all fits.
   *
   * @param expected names and specs that have to be there, and no others
   * @param saved what is there
   */
  public static List<String> of(Map<String, TensorSpec> expected, Map<String, Tensor> saved) {
    List<String> problems = new ArrayList<>();
    expected.forEach(
        (name, spec) -> {
          Tensor tensor = saved.get(name);
          if (tensor == null) {
            problems.add("missing " + name + " " + spec);
          } else if (!tensor.value().spec().equals(spec)) {
            problems.add(name + " is " + tensor.value().spec() + " instead of " + spec);
          }
        });
    saved.forEach(
        (name, tensor) -> {
          if (!expected.containsKey(name)) {
            problems.add("unexpected " + name + " " + tensor.value().spec());
          }
        });
    return problems;
  }
}
