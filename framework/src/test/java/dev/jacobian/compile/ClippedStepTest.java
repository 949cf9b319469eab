package dev.jacobian.compile;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jacobian.nn.Linear;
import dev.jacobian.nn.Parameter;
import dev.jacobian.nn.loss.MSELoss;
import dev.jacobian.optim.Adam;
import dev.jacobian.optim.Clipping;
import dev.jacobian.optim.SGD;
import dev.jacobian.shape.NumericException;
import dev.jacobian.tensor.Generator;
import dev.jacobian.tensor.Tensor;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** Gradients that are limited, and looked at, inside a step. */
@NeedsCompiler
class ClippedStepTest {
  private static Tensor x(int run) {
    // Large and small gradients, so that some are clipped and some are not.
    return Tensor.randn(new Generator(run), 4, 3).mul(run % 2 == 0 ? 0.01 : 10);
  }

  private static Tensor y() {
    return Tensor.zeros(4, 2);
  }

  private static Linear model() {
    return new Linear(3, 2, new Generator(1));
  }

  private static void check(Consumer<List<Parameter>> clipping) {
    Linear eager = model();
    Linear captured = model();
    SGD optimizer = new SGD(eager.parameters(), 0.1);
    CompiledStep step =
        CompiledStep.of(captured, new MSELoss(), new SGD(captured.parameters(), 0.1), clipping);
    for (int run = 0; run < 6; run++) {
      optimizer.zeroGrad();
      Tensor loss = new MSELoss().forward(eager.forward(x(run)), y());
      loss.backward();
      clipping.accept(eager.parameters());
      optimizer.step();
      float got = step.run(x(run), y());
      assertEquals((float) loss.item(), got, 1e-5f * got);
      Agreement.assertClose(
          eager.weight().tensor(), captured.weight().tensor(), "weight at run " + run);
      Agreement.assertClose(eager.bias().tensor(), captured.bias().tensor(), "bias at run " + run);
    }
    assertTrue(step.isCompiled(x(0), y()));
  }

  @Test
  void byGlobalNorm() {
    check(parameters -> Clipping.byGlobalNorm(parameters, 0.5));
  }

  @Test
  void byValue() {
    check(parameters -> Clipping.byValue(parameters, 0.05));
  }

  @Test
  void byBoth() {
    check(
        parameters -> {
          Clipping.byValue(parameters, 0.05);
          Clipping.byGlobalNorm(parameters, 0.1);
        });
  }

  @Test
  void theNormCanBeAResult() {
    Linear eager = model();
    Linear captured = model();
    Compiled compiled = Compiled.function(t -> norm(captured, t[0]));
    for (int run = 0; run < 3; run++) {
      Agreement.assertClose(norm(eager, x(run)), compiled.run(x(run)), "norm at run " + run);
    }
  }

  private static Tensor norm(Linear model, Tensor x) {
    model.zeroGrad();
    model.forward(x).square().sum().backward();
    return Clipping.byGlobalNorm(model.parameters(), 1);
  }

  /** The gradient of a sum does not depend on anything, so there is nothing to compute. */
  @Test
  void gradientsThatAreConstantsCanBeClipped() {
    Linear eager = model();
    Linear captured = model();
    Compiled compiled = Compiled.function(t -> sumStep(captured, t[0]));
    for (int run = 0; run < 3; run++) {
      sumStep(eager, x(run));
      compiled.run(x(run));
      Agreement.assertClose(eager.bias().tensor().grad(), captured.bias().tensor().grad(), "bias");
    }
  }

  private static Tensor sumStep(Linear model, Tensor x) {
    model.zeroGrad();
    Tensor bias = model.bias().tensor();
    Tensor sum = bias.sum();
    sum.backward();
    Clipping.byGlobalNorm(List.of(model.bias()), 0.5);
    return x.add(sum.detach());
  }

  @Test
  void aGradientThatIsNotFiniteLeavesEverythingAsItWas() {
    Linear model = model();
    Adam optimizer = new Adam(model.parameters(), 0.1);
    CompiledStep step =
        CompiledStep.of(
            model, new MSELoss(), optimizer, parameters -> Clipping.byGlobalNorm(parameters, 1));
    step.run(x(1), y());
    step.run(x(2), y());
    Map<String, double[]> before = values(model, optimizer);
    assertEquals(6 + 3, before.size(), before.keySet().toString());

    Tensor bad = x(3);
    bad.fillInPlace(Double.NaN);
    for (int attempt = 0; attempt < 2; attempt++) {
      assertEquals(
          "clipping: the gradient of weight float32[2, 3] is not finite; expected finite gradients;"
              + " fix: find where it arises with Autograd.detectAnomaly(), or lower the learning"
              + " rate",
          assertThrows(NumericException.class, () -> step.run(bad, y())).getMessage());
    }

    assertSame(before, values(model, optimizer));
    assertTrue(step.isCompiled(x(1), y()));
    Linear other = model();
    Adam otherOptimizer = new Adam(other.parameters(), 0.1);
    CompiledStep otherStep =
        CompiledStep.of(
            other,
            new MSELoss(),
            otherOptimizer,
            parameters -> Clipping.byGlobalNorm(parameters, 1));
    for (int run = 1; run <= 3; run++) {
      otherStep.run(x(run), y());
    }
    step.run(x(3), y());
    assertSame(values(other, otherOptimizer), values(model, optimizer));
  }

  private static Map<String, double[]> values(Linear model, Adam optimizer) {
    Map<String, double[]> values = new HashMap<>();
    model.stateDict().forEach((name, tensor) -> values.put(name, tensor.toDoubleArray()));
    optimizer.stateDict().forEach((name, tensor) -> values.put(name, tensor.toDoubleArray()));
    return values;
  }

  private static void assertSame(Map<String, double[]> expected, Map<String, double[]> actual) {
    assertEquals(expected.keySet(), actual.keySet());
    expected.forEach((name, values) -> assertArrayEquals(values, actual.get(name), name));
  }
}
