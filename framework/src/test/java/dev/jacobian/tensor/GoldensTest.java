package dev.jacobian.tensor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import dev.jacobian.autograd.Fusing;
import dev.jacobian.device.MemoryScope;
import dev.jacobian.shape.DType;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Values and gradients of every tensor function, compared with PyTorch's. */
class GoldensTest {
  private static final List<GoldenCase> CASES = GoldenCase.read("/goldens/tensor.txt");
  private static final Map<String, Function<List<Tensor>, Tensor>> FUNCTIONS =
      GoldenFunctions.all();

  @TestFactory
  List<DynamicTest> float64() {
    return tests(DType.FLOAT64, 1e-9);
  }

  @TestFactory
  List<DynamicTest> float32() {
    return tests(DType.FLOAT32, 1e-5);
  }

  private static List<DynamicTest> tests(DType floating, double relative) {
    List<DynamicTest> tests = new ArrayList<>();
    for (GoldenCase golden : CASES) {
      tests.add(
          DynamicTest.dynamicTest(
              golden.toString(), () -> Fusing.both(() -> check(golden, floating, relative))));
    }
    assertTrue(tests.size() >= 560, "only " + tests.size() + " cases");
    return tests;
  }

  private static void check(GoldenCase golden, DType floating, double relative) {
    Function<List<Tensor>, Tensor> function = FUNCTIONS.get(golden.function());
    assertNotNull(function, "GoldenFunctions lacks " + golden.function());
    try (MemoryScope scope = MemoryScope.open()) {
      List<Tensor> inputs = golden.inputTensors(floating);
      golden.gradients().keySet().forEach(i -> inputs.get(i).setRequiresGrad(true));
      Tensor output = function.apply(inputs);
      DType dtype = golden.output().dtype() == DType.FLOAT64 ? floating : golden.output().dtype();
      assertEquals(dtype, output.dtype());
      assertEquals(golden.output().shape(), output.shape());
      assertClose("output", golden.output().values(), output.toDoubleArray(), relative);
      assertEquals(!golden.gradients().isEmpty(), output.requiresGrad(), "requiresGrad");
      if (output.requiresGrad()) {
        output.backward(Tensor.of(golden.seed(), output.shape().dims()).to(floating));
        golden
            .gradients()
            .forEach(
                (i, expected) -> {
                  Tensor gradient = inputs.get(i).grad();
                  assertNotNull(gradient, "gradient " + i);
                  assertEquals(inputs.get(i).shape(), gradient.shape());
                  assertClose("gradient " + i, expected, gradient.toDoubleArray(), relative);
                });
      }
    }
  }

  /** Compares to the relative tolerance, and to the same tolerance of 1 where terms cancel. */
  private static void assertClose(
      String what, double[] expected, double[] received, double relative) {
    assertEquals(expected.length, received.length, what);
    for (int i = 0; i < expected.length; i++) {
      double e = expected[i];
      double r = received[i];
      boolean same = e == r || (Double.isNaN(e) && Double.isNaN(r));
      if (!same && !(Math.abs(e - r) <= relative * Math.max(Math.abs(e), 0.1))) {
        fail(what + ", element " + i + ": expected " + e + ", received " + r);
      }
    }
  }

  @Test
  void everyFunctionHasACase() {
    Set<String> used = CASES.stream().map(GoldenCase::function).collect(Collectors.toSet());
    assertEquals(new TreeSet<>(used), new TreeSet<>(FUNCTIONS.keySet()));
  }

  @Test
  void everyMethodOfTheFamiliesHasACase() {
    Set<String> methods = new TreeSet<>();
    for (Class<?> family : Family.class.getPermittedSubclasses()) {
      for (Method method : family.getDeclaredMethods()) {
        if (Modifier.isPublic(method.getModifiers()) && !method.isSynthetic()) {
          methods.add(method.getName());
        }
      }
    }
    assertTrue(methods.size() >= 79, methods.toString());
    Set<String> covered =
        FUNCTIONS.keySet().stream()
            .map(name -> name.split("\\.")[0])
            .collect(Collectors.toCollection(TreeSet::new));
    methods.removeAll(covered);
    assertTrue(methods.isEmpty(), "methods without a golden case: " + methods);
    assertFalse(covered.isEmpty());
  }
}
