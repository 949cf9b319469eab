package dev.jacobian.nn;

import dev.jacobian.shape.Brief;
import dev.jacobian.shape.TensorSpec;
import dev.jacobian.tensor.Tensor;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/** Compares saved tensors with those that an object expects. */
public final class StateProblems {
  /** So many missing names can be told one by one. */
  private static final int FEW = 8;

  private StateProblems() {}

  /** A tensor that is there, of another shape or dtype. */
  private record Change(String name, TensorSpec saved, TensorSpec expected) {
    /** Returns whether only the dtype is another, and the same two as in another change. */
    boolean isOfDtypeAlone(Change other) {
      return saved.shape().equals(expected.shape())
          && saved.dtype() == other.saved.dtype()
          && expected.dtype() == other.expected.dtype();
    }
  }

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
    List<Change> changes = changes(expected, saved);
    if (expected.keySet().equals(saved.keySet())
        && changes.size() > FEW
        && changes.stream().allMatch(change -> change.isOfDtypeAlone(changes.get(0)))) {
      return List.of(
          changes.size()
              + " of "
              + expected.size()
              + " tensors are "
              + changes.get(0).saved.dtype()
              + " instead of "
              + changes.get(0).expected.dtype()
              + ", such as "
              + changes.get(0).name);
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

  private static List<Change> changes(Map<String, TensorSpec> expected, Map<String, Tensor> saved) {
    List<Change> changes = new ArrayList<>();
    expected.forEach(
        (name, spec) -> {
          Tensor tensor = saved.get(name);
          if (tensor != null && !tensor.value().spec().equals(spec)) {
            changes.add(new Change(name, tensor.value().spec(), spec));
          }
        });
    return changes;
  }

  private static boolean isOfAnother(Map<String, TensorSpec> expected, Map<String, Tensor> saved) {
    return Collections.disjoint(expected.keySet(), saved.keySet());
  }
}
