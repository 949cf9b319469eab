package dev.jacobian.nn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.jacobian.tensor.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiFunction;

/** A module of several inputs against what {@code golden_lines.case} wrote of PyTorch's. */
final class GoldenCase {
  private GoldenCase() {}

  /** Asserts that a call gives PyTorch's outputs and gradients from its parameters and inputs. */
  static <M extends Module> void check(
      Goldens goldens, String name, M module, BiFunction<M, List<Tensor>, List<Tensor>> call) {
    Map<String, Tensor> state = new LinkedHashMap<>();
    for (String key : goldens.parts(name + "/parameter/")) {
      state.put(key, goldens.tensor(name + "/parameter/" + key));
    }
    if (!state.isEmpty()) {
      module.loadStateDict(state);
    }
    List<Tensor> inputs = new ArrayList<>();
    for (String index : goldens.parts(name + "/input/")) {
      inputs.add(goldens.tensor(name + "/input/" + index).setRequiresGrad(true));
    }
    List<Tensor> outputs = call.apply(module, inputs);
    Tensor total = Tensor.zeros();
    for (int i = 0; i < outputs.size(); i++) {
      goldens.assertEqual(name + "/output/" + i, outputs.get(i));
      total = total.add(outputs.get(i).mul(goldens.tensor(name + "/upstream/" + i)).sum());
    }
    assertEquals(goldens.parts(name + "/output/").size(), outputs.size());
    total.backward();
    for (int i = 0; i < inputs.size(); i++) {
      Tensor gradient = Objects.requireNonNull(inputs.get(i).grad());
      goldens.assertEqual(name + "/inputGrad/" + i, gradient);
    }
    module
        .namedParameters()
        .forEach((key, parameter) -> assertGradient(goldens, name + "/grad/" + key, parameter));
  }

  /** A bias of keys has no gradient but rounding. */
  private static void assertGradient(Goldens goldens, String name, Parameter parameter) {
    Tensor actual = Objects.requireNonNull(parameter.grad());
    if (name.endsWith("in_proj_bias")) {
      assertArrayEquals(goldens.values(name), actual.toDoubleArray(), 2e-5, name);
    } else {
      goldens.assertEqual(name, actual);
    }
  }
}
