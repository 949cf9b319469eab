package dev.jacobian.tensor;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jacobian.compile.Compiled;
import dev.jacobian.device.MemoryScope;
import dev.jacobian.shape.DType;
import dev.jacobian.shape.JacobianException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Every tensor function follows its inputs where it was captured: what a replay computes of other
 * values than those of the capture is what an eager call does. Without gradients, an attention and
 * the indices of {@code kthvalue} once were those of the capture.
 */
class ReplayedGoldensTest {
  private static final Map<String, Function<List<Tensor>, Tensor>> FUNCTIONS =
      GoldenFunctions.all();

  @TestFactory
  Stream<DynamicTest> replaysWithoutGradients() {
    return replays(false, 900);
  }

  @TestFactory
  Stream<DynamicTest> replaysOfWhatRequiresGradients() {
    return replays(true, 900);
  }

  private static Stream<DynamicTest> replays(boolean requiresGrad, int least) {
    List<GoldenCase> cases = GoldenCase.read("/goldens/tensor.txt");
    AtomicInteger replayed = new AtomicInteger();
    List<DynamicTest> tests = new ArrayList<>();
    for (GoldenCase golden : cases) {
      tests.add(
          DynamicTest.dynamicTest(
              golden.toString(),
              () -> replayed.addAndGet(isReplayed(golden, requiresGrad) ? 1 : 0)));
    }
    tests.add(
        DynamicTest.dynamicTest(
            "most of them", () -> assertTrue(replayed.get() >= least, replayed + " replays")));
    return tests.stream();
  }

  /** Returns whether the function can be captured, and with other values than those of the case. */
  private static boolean isReplayed(GoldenCase golden, boolean requiresGrad) {
    try (MemoryScope scope = MemoryScope.open()) {
      List<Tensor> inputs = golden.inputTensors(DType.FLOAT64);
      Compiled compiled = Compiled.functions(t -> results(golden, List.of(t), requiresGrad));
      try {
        compiled.runAll(inputs.stream().map(ReplayedGoldensTest::turned).toArray(Tensor[]::new));
      } catch (JacobianException refused) {
        // Some values are not allowed in another order.
        return false;
      }
      Tensor[] passed = inputs.toArray(Tensor[]::new);
      if (!compiled.isCompiled(passed)) {
        return false;
      }
      List<Tensor> expected = results(golden, inputs, requiresGrad);
      List<Tensor> actual = compiled.runAll(passed);
      assertEquals(expected.size(), actual.size());
      for (int i = 0; i < expected.size(); i++) {
        double[] wanted = expected.get(i).toDoubleArray();
        assertArrayEquals(wanted, actual.get(i).toDoubleArray(), 1e-12, "result " + i);
      }
      return true;
    }
  }

  /** Returns the result and, if they are wanted, the gradients of the inputs that have one. */
  private static List<Tensor> results(
      GoldenCase golden, List<Tensor> inputs, boolean requiresGrad) {
    List<Tensor> passed = new ArrayList<>(inputs);
    List<Tensor> leaves = new ArrayList<>();
    if (requiresGrad) {
      for (int i : golden.gradients().keySet()) {
        leaves.add(inputs.get(i).detach().setRequiresGrad(true));
        passed.set(i, leaves.get(leaves.size() - 1));
      }
    }
    Tensor output = FUNCTIONS.get(golden.function()).apply(passed);
    List<Tensor> results = new ArrayList<>(List.of(output));
    if (output.requiresGrad()) {
      List<Tensor> seed = List.of(output.detach().mul(0.5).add(1));
      for (Tensor gradient : Gradients.of(List.of(output), leaves, seed, false, false)) {
        if (gradient != null) {
          results.add(gradient);
        }
      }
    }
    return results;
  }

  /** Returns the elements in the reverse order: indices stay indices, and symmetric matrices so. */
  private static Tensor turned(Tensor x) {
    double[] values = x.toDoubleArray();
    for (int i = 0, j = values.length - 1; i < j; i++, j--) {
      double value = values[i];
      values[i] = values[j];
      values[j] = value;
    }
    return Tensor.of(values, x.shape().dims()).to(x.dtype());
  }
}
