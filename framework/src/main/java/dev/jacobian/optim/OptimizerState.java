package dev.jacobian.optim;

import dev.jacobian.autograd.Autograd;
import dev.jacobian.nn.StateProblems;
import dev.jacobian.shape.DType;
import dev.jacobian.shape.Shape;
import dev.jacobian.shape.StateException;
import dev.jacobian.shape.TensorSpec;
import dev.jacobian.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Writes and reads the state of an optimizer as named tensors. */
final class OptimizerState {
  private static final String STEP = "step";
  private static final TensorSpec STEP_SPEC = new TensorSpec(Shape.scalar(), DType.INT64);
  private static final TensorSpec RATE_SPEC = new TensorSpec(Shape.scalar(), DType.FLOAT64);

  private OptimizerState() {}

  static Map<String, Tensor> save(List<BoundGroup<?>> groups) {
    Map<String, Tensor> saved = new LinkedHashMap<>();
    int index = 0;
    for (int j = 0; j < groups.size(); j++) {
      saved.put(
          rateName(j), Tensor.of(new double[] {groups.get(j).group().learningRate()}, new long[0]));
      for (ParameterState state : groups.get(j).states()) {
        String prefix = prefix(index++);
        if (state.step() > 0) {
          saved.put(prefix + STEP, Tensor.of(new long[] {state.step()}, new long[0]));
          state.tensors().forEach((name, tensor) -> saved.put(prefix + name, tensor.detach()));
        }
      }
    }
    return saved;
  }

  static void load(List<BoundGroup<?>> groups, Map<String, Tensor> saved) {
    List<String> problems = problems(groups, saved);
    if (!problems.isEmpty()) {
      throw new StateException(
          "the state does not fit the optimizer: " + String.join(", ", problems),
          "the state of an optimizer of the same kind, with the same parameters in the same order",
          "make model and optimizer with the options that the state was saved with");
    }
    try (Autograd.Guard mode = Autograd.noGrad()) {
      int index = 0;
      for (int j = 0; j < groups.size(); j++) {
        BoundGroup<?> group = groups.get(j);
        group.group().setLearningRate(value(saved, rateName(j)).item());
        for (ParameterState state : group.states()) {
          String prefix = prefix(index++);
          Tensor step = saved.get(prefix + STEP);
          Map<String, Tensor> tensors = new LinkedHashMap<>();
          if (step != null) {
            state.specs().keySet().forEach(name -> tensors.put(name, value(saved, prefix + name)));
          }
          state.restore(step == null ? 0 : step.toLongArray()[0], tensors);
        }
      }
    }
  }

  private static List<String> problems(List<BoundGroup<?>> groups, Map<String, Tensor> saved) {
    Map<String, TensorSpec> expected = new LinkedHashMap<>();
    int index = 0;
    for (int j = 0; j < groups.size(); j++) {
      BoundGroup<?> group = groups.get(j);
      expected.put(rateName(j), RATE_SPEC);
      for (ParameterState state : group.states()) {
        String prefix = prefix(index++);
        Map<String, TensorSpec> specs = state.specs();
        // A parameter that has had no gradient yet has no state at all.
        if (saved.containsKey(prefix + STEP)
            || specs.keySet().stream().anyMatch(name -> saved.containsKey(prefix + name))) {
          expected.put(prefix + STEP, STEP_SPEC);
          specs.forEach((name, spec) -> expected.put(prefix + name, spec));
        }
      }
    }
    return StateProblems.of(expected, saved);
  }

  private static Tensor value(Map<String, Tensor> saved, String name) {
    Tensor value = saved.get(name);
    if (value == null) {
      throw new IllegalStateException(name + " was removed while the state was being loaded");
    }
    return value;
  }

  private static String prefix(int parameter) {
    return "state." + parameter + ".";
  }

  private static String rateName(int group) {
    return "param_groups." + group + ".lr";
  }
}
