package dev.jacobian.nn;

import dev.jacobian.shape.Brief;
import dev.jacobian.shape.DType;
import dev.jacobian.shape.TensorSpec;
import dev.jacobian.tensor.Tensor;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Compares saved tensors with those that an object expects. */
public final class StateProblems {
  /** So many missing names can be told one by one. */
  private static final int FEW = 8;

  private StateProblems() {}

  /**
   * Returns what is missing, unexpected, or of another shape or dtype, each with its name; empty if
   * all fits. Of what has no name in common with many expected ones, only the first names are told;
   * of many tensors that differ in their dtype alone, the first one.
   *
   * @param expected names and specs that have to be there, and no others
   * @param saved what is there
   */
  public static List<String> of(Map<String, TensorSpec> expected, Map<String, Tensor> saved) {
    if (expected.size() > FEW && !saved.isEmpty() && isOfAnother(expected, saved)) {
      return List.of(
          "it is of another, with "
              + Brief.of(saved.keySet())
              + " and none of "
              + Brief.of(expected.keySet()));
    }
    if (expected.keySet().equals(saved.keySet())) {
      List<String> converted = converted(expected, saved);
      if (converted.size() > FEW) {
        TensorSpec first = saved.get(converted.get(0)).value().spec();
        return List.of(
            converted.size()
                + " of "
                + expected.size()
                + " tensors are "
                + first.dtype()
                + " instead of "
                + expected.get(converted.get(0)).dtype()
                + ", such as "
                + converted.get(0));
      }
    }
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

  /** Returns the names of what is of one dtype instead of one other; none if more is wrong. */
  private static List<String> converted(
      Map<String, TensorSpec> expected, Map<String, Tensor> saved) {
    List<String> names = new ArrayList<>();
    Set<List<DType>> changes = new HashSet<>();
    expected.forEach(
        (name, spec) -> {
          TensorSpec other = saved.get(name).value().spec();
          if (!other.equals(spec)) {
            names.add(name);
            changes.add(List.of(other.dtype(), spec.dtype()));
          }
        });
    boolean isOneChange = changes.size() == 1;
    boolean isDtypeAlone =
        names.stream()
            .allMatch(
                name -> saved.get(name).value().spec().shape().equals(expected.get(name).shape()));
    return isOneChange && isDtypeAlone ? names : List.of();
  }

  private static boolean isOfAnother(Map<String, TensorSpec> expected, Map<String, Tensor> saved) {
    return Collections.disjoint(expected.keySet(), saved.keySet());
  }
}
