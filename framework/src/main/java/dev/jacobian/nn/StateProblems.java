package dev.jacobian.nn;

import dev.jacobian.shape.Brief;
import dev.jacobian.shape.TensorSpec;
import dev.jacobian.tensor.Tensor;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Compares saved tensors with those that an object expects. */
public final class StateProblems {
  /** So many names can be told one by one. */
  private static final int FEW = 8;

  private StateProblems() {}

  /** A tensor that is not there, or not expected, or of another shape or dtype. */
  private record Problem(String name, @Nullable TensorSpec saved, @Nullable TensorSpec expected) {
    @Override
    public String toString() {
      if (saved == null) {
        return "missing " + name + " " + expected;
      }
      return expected == null
          ? "unexpected " + name + " " + saved
          : name + " is " + saved + " instead of " + expected;
    }

    /** Returns what is to be said of the dtypes if nothing else is wrong, or null. */
    @Nullable String ofDtypes() {
      return saved != null && expected != null && saved.shape().equals(expected.shape())
          ? saved.dtype() + " instead of " + expected.dtype()
          : null;
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
    List<Problem> problems = new ArrayList<>();
    expected.forEach(
        (name, spec) -> {
          Tensor tensor = saved.get(name);
          TensorSpec there = tensor == null ? null : tensor.value().spec();
          if (!spec.equals(there)) {
            problems.add(new Problem(name, there, spec));
          }
        });
    saved.forEach(
        (name, tensor) -> {
          if (!expected.containsKey(name)) {
            problems.add(new Problem(name, tensor.value().spec(), null));
          }
        });
    String dtypes = problems.isEmpty() ? null : problems.get(0).ofDtypes();
    return problems.size() > FEW
            && dtypes != null
            && problems.stream().allMatch(problem -> dtypes.equals(problem.ofDtypes()))
        ? List.of(
            problems.size()
                + " of "
                + expected.size()
                + " tensors are "
                + dtypes
                + ", such as "
                + problems.get(0).name)
        : problems.stream().map(Problem::toString).toList();
  }

  private static boolean isOfAnother(Map<String, TensorSpec> expected, Map<String, Tensor> saved) {
    return Collections.disjoint(expected.keySet(), saved.keySet());
  }
}
