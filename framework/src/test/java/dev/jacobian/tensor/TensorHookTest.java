package dev.jacobian.tensor;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jacobian.autograd.Autograd;
import dev.jacobian.autograd.RemovableHandle;
import dev.jacobian.compile.Compiled;
import dev.jacobian.compile.CompiledStep;
import dev.jacobian.compile.NeedsCompiler;
import dev.jacobian.device.CpuBackends;
import dev.jacobian.device.MemoryPool;
import dev.jacobian.device.MemoryScope;
import dev.jacobian.device.host.HostBackend;
import dev.jacobian.nn.Goldens;
import dev.jacobian.nn.Linear;
import dev.jacobian.nn.loss.MSELoss;
import dev.jacobian.optim.SGD;
import dev.jacobian.shape.AutogradException;
import dev.jacobian.shape.DType;
import dev.jacobian.shape.NumericException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** Hooks on gradients of tensors. */
class TensorHookTest {
  private static final Goldens GOLDENS = Goldens.load("hooks.txt");

  private static Tensor golden(String name) {
    return GOLDENS.tensor(name, DType.FLOAT64).setRequiresGrad(true);
  }

  private static void assertGolden(String name, Tensor actual) {
    GOLDENS.assertEqual(name, DType.FLOAT64, actual);
  }

  private static Tensor leaf(double... values) {
    return Tensor.of(values).setRequiresGrad(true);
  }

  private static void assertValues(Tensor actual, double... expected) {
    assertArrayEquals(expected, actual.toDoubleArray());
  }

  private static String messageOf(Executable action) {
    return assertThrows(AutogradException.class, action).getMessage();
  }

  @Test
  void hooksOfLeavesResultsViewsAndTheRootAreThoseOfPyTorch() {
    Tensor x = golden("tensor/x");
    Tensor w = golden("tensor/w");
    Tensor y = x.mul(w);
    Tensor z = y.slice(1, 1, 3);
    Tensor loss = y.tanh().sum().add(z.exp().sum()).mul(0.5);
    List<Tensor> seen = new ArrayList<>();
    loss.registerHook(g -> g.mul(3));
    y.registerHook(
        g -> {
          seen.add(g);
          return null;
        });
    y.registerHook(g -> g.mul(2).add(1));
    y.retainGrad();
    y.registerHook(g -> g.clamp(-4, 4));
    z.registerHook(Tensor::neg);
    w.registerHook(g -> g.div(g.norm()));
    loss.backward();
    assertEquals(1, seen.size());
    assertGolden("tensor/seen/y", seen.get(0));
    assertGolden("tensor/grad/x", x.grad());
    assertGolden("tensor/grad/w", w.grad());
    assertGolden("tensor/grad/y", y.grad());
  }

  @Test
  void aHookFromBeforeAChangeInPlaceSeesTheGradientOfWhatWasThere() {
    Tensor x = golden("changed/x");
    Tensor y = x.mul(2);
    Map<String, Tensor> seen = new TreeMap<>();
    y.registerHook(g -> seen.computeIfAbsent("changed/before", name -> g));
    y.retainGrad();
    y.mulInPlace(x.exp());
    y.registerHook(g -> seen.computeIfAbsent("changed/after", name -> g));
    y.square().sum().backward();
    assertEquals(2, seen.size());
    seen.forEach(TensorHookTest::assertGolden);
    assertGolden("changed/grad/x", x.grad());
    assertGolden("changed/grad/y", y.grad());
  }

  @Test
  void theRetainedGradientOfAViewIsThatAfterAChangeOfItsBase() {
    Tensor x = leaf(1, 2);
    Tensor base = x.mul(2);
    Tensor view = base.slice(0, 0, 1);
    view.retainGrad();
    base.mulInPlace(5);
    view.mul(7).sum().backward();
    assertValues(view.grad(), 7);
    assertValues(x.grad(), 70, 0);
  }

  @Test
  void whatHooksComputeIsDifferentiatedInTurn() {
    Tensor x = golden("twice/x");
    Tensor y = x.pow(3);
    y.registerHook(g -> g.mul(y));
    x.registerHook(Tensor::square);
    Tensor first = Gradients.of(y.mul(y).sum(), x, true);
    assertGolden("twice/first", first);
    RemovableHandle off = x.registerHook(g -> g);
    off.close();
    Tensor plain = golden("twice/x");
    assertFalse(Gradients.of(plain.pow(3).sum(), plain, false).requiresGrad());
    assertGolden("twice/second", Gradients.of(first.sum(), x, false));
  }

  @Test
  void aHookSeesTheSumOfAllUsesOnce() {
    Tensor x = leaf(1, 2);
    List<Tensor> seen = new ArrayList<>();
    x.registerHook(
        g -> {
          seen.add(g);
          return g;
        });
    x.mul(2).add(x.mul(3)).sum().backward();
    assertEquals(1, seen.size());
    assertValues(seen.get(0), 5, 5);
    x.sum().backward();
    assertValues(seen.get(1), 1, 1);
    assertValues(x.grad(), 6, 6);
  }

  @Test
  void whatAHookKeepsIsNotWhatTheLeafCollects() {
    Tensor x = leaf(1, 2);
    List<Tensor> seen = new ArrayList<>();
    x.registerHook(
        g -> {
          seen.add(g);
          return g;
        });
    x.square().sum().backward();
    x.grad().mulInPlace(100);
    x.square().sum().backward();
    assertValues(seen.get(0), 2, 4);
    assertValues(seen.get(1), 2, 4);
    assertValues(x.grad(), 202, 404);
  }

  @Test
  void gradientsThatAreResultsAreThoseAfterTheHooks() {
    Tensor x = leaf(1, 2);
    x.registerHook(g -> g.mul(2));
    Tensor y = x.mul(x);
    y.registerHook(g -> g.mul(3));
    List<Tensor> gradients = Gradients.of(List.of(y.sum()), List.of(x, y), false);
    assertValues(gradients.get(0), 12, 24);
    assertValues(gradients.get(1), 3, 3);
    assertNull(x.grad());
  }

  @Test
  void aClosedHandleTakesItsOwnHookAway() {
    Tensor x = leaf(1);
    TensorHook twice = g -> g.mul(2);
    RemovableHandle first = x.registerHook(twice);
    x.registerHook(g -> g.add(1));
    RemovableHandle last = x.registerHook(twice);
    assertValues(Gradients.of(x.sum(), x, false), 6);
    last.close();
    last.close();
    assertValues(Gradients.of(x.sum(), x, false), 3);
    first.close();
    assertValues(Gradients.of(x.sum(), x, false), 2);
  }

  @Test
  void aHookMayTakeItselfAwayAndTheNextIsStillCalled() {
    Tensor x = leaf(1, 1);
    List<RemovableHandle> handle = new ArrayList<>();
    handle.add(
        x.registerHook(
            g -> {
              handle.get(0).close();
              return g.mul(5);
            }));
    x.registerHook(g -> g.add(1));
    x.sum().backward();
    assertValues(x.grad(), 6, 6);
    x.sum().backward();
    assertValues(x.grad(), 8, 8);
  }

  @Test
  void aFrozenLeafKeepsItsHooks() {
    Tensor x = leaf(1, 2);
    x.registerHook(g -> g.mul(2));
    x.setRequiresGrad(false);
    x.setRequiresGrad(true);
    x.sum().backward();
    assertValues(x.grad(), 2, 2);
  }

  @Test
  void anExceptionOfAHookComesOutAndLeavesTheThreadAsItWas() {
    Tensor x = leaf(1, 2);
    RemovableHandle hook =
        x.registerHook(
            g -> {
              throw new IllegalArgumentException("of the hook");
            });
    MemoryScope before = MemoryScope.current();
    Tensor loss = x.square().sum();
    assertEquals(
        "of the hook", assertThrows(IllegalArgumentException.class, loss::backward).getMessage());
    assertSame(before, MemoryScope.current());
    assertTrue(Autograd.isGradEnabled());
    assertNull(x.grad());
    hook.close();
    x.square().sum().backward();
    assertValues(x.grad(), 2, 4);
  }

  @Test
  void backwardMayRunInsideOfAHook() {
    Tensor x = leaf(3);
    Tensor other = leaf(5);
    x.registerHook(
        g -> {
          try (Autograd.Guard recorded = Autograd.enableGrad()) {
            other.square().sum().backward();
          }
          return g.mul(other.grad());
        });
    x.mul(2).sum().backward();
    assertValues(other.grad(), 10);
    assertValues(x.grad(), 20);
  }

  @Test
  void nothingIsRecordedInAHookUnlessGradientsAreDifferentiated() {
    Tensor x = leaf(2);
    List<Boolean> recorded = new ArrayList<>();
    x.registerHook(
        g -> {
          recorded.add(g.mul(x).requiresGrad());
          return g;
        });
    x.pow(3).sum().backward();
    Gradients.of(x.pow(3).sum(), x, true);
    assertEquals(List.of(false, true), recorded);
  }

  @Test
  void memoryOfManyStepsWithHooksDoesNotGrow() {
    HostBackend backend = new HostBackend(1L << 26, 1);
    CpuBackends.with(backend, () -> steps(backend.memory()));
  }

  private static double steps(MemoryPool pool) {
    Tensor x = Tensor.randn(new Generator(1), 1000).setRequiresGrad(true);
    double[] norm = new double[1];
    x.registerHook(
        g -> {
          norm[0] = g.norm().item();
          return g.div(g.norm());
        });
    long before = 0;
    for (int step = 0; step < 100; step++) {
      try (MemoryScope scope = MemoryScope.open()) {
        x.setGrad(null);
        Tensor y = x.mul(2);
        y.registerHook(g -> g.mul(0.5));
        y.square().sum().backward();
      }
      before = step == 10 ? pool.usage().liveBytes() : before;
    }
    assertTrue(norm[0] > 0);
    assertEquals(before, pool.usage().liveBytes());
    return norm[0];
  }

  @Test
  void whatAHookMakesOutlivesThePass() {
    Tensor x = leaf(1, 2);
    List<Tensor> kept = new ArrayList<>();
    x.mul(1)
        .registerHook(
            g -> {
              throw new IllegalStateException("of a tensor that is not used");
            });
    Tensor y = x.mul(2);
    y.registerHook(
        g -> {
          kept.add(g);
          kept.add(g.sum());
          return null;
        });
    try (MemoryScope scope = MemoryScope.open()) {
      y.square().sum().backward();
      kept.forEach(scope::keep);
    }
    assertValues(kept.get(0), 4, 8);
    assertValues(kept.get(1), 12);
  }

  @Test
  void threadsWithGraphsOfTheirOwnShareTheHooksOfALeaf() throws InterruptedException {
    Tensor shared = leaf(1, 2, 3);
    shared.registerHook(g -> g.mul(2));
    List<Throwable> failures = new ArrayList<>();
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      int factor = i + 1;
      Thread thread =
          new Thread(
              () -> {
                for (int run = 0; run < 50; run++) {
                  try (RemovableHandle own = shared.registerHook(g -> g)) {
                    Tensor y = shared.mul(factor);
                    Tensor gradient = Gradients.of(y.sum(), shared, false);
                    assertValues(gradient, 2 * factor, 2 * factor, 2 * factor);
                  }
                }
              });
      thread.setUncaughtExceptionHandler(
          (failed, failure) -> {
            synchronized (failures) {
              failures.add(failure);
            }
          });
      threads.add(thread);
      thread.start();
    }
    for (Thread thread : threads) {
      thread.join();
    }
    assertEquals(List.of(), failures);
    assertValues(Gradients.of(shared.sum(), shared, false), 2, 2, 2);
  }

  @Test
  void whatCannotHaveAHookSaysSo() {
    assertEquals(
        "registerHook on a float32[2] tensor that does not require a gradient; expected one that"
            + " does, since no gradient comes to others; fix: call setRequiresGrad(true) on the"
            + " inputs before the forward call",
        messageOf(() -> Tensor.ones(2).registerHook(g -> g)));
    Tensor x = leaf(1);
    assertEquals(
        "registerPostAccumulateGradHook on the result of mul -> float64[1]; expected a leaf:"
            + " results of ops collect no gradients; fix: use registerHook, which is called with"
            + " the gradient of any tensor",
        messageOf(() -> x.mul(2).registerPostAccumulateGradHook(leaf -> {})));
    assertThrows(
        AutogradException.class, () -> Tensor.ones(2).registerPostAccumulateGradHook(leaf -> {}));
  }

  @Test
  void aGradientOfAnotherShapeOrTypeIsRefused() {
    for (TensorHook wrong : List.<TensorHook>of(Tensor::sum, g -> g.to(DType.FLOAT32))) {
      Tensor x = leaf(1, 2);
      Tensor y = x.mul(2);
      y.registerHook(wrong);
      String given = wrong.apply(y.detach()).variable().spec().toString();
      assertEquals(
          "a hook of mul -> float64[2] gave a "
              + given
              + " tensor on cpu for a gradient that is float64[2] on cpu; expected a gradient of"
              + " the same shape, dtype and device; fix: compute it from the one that was given,"
              + " or return null to leave that",
          messageOf(() -> y.sum().backward()));
      assertNull(x.grad());
    }
  }

  @Test
  void anomalyModeNamesTheOpOfAHook() {
    Tensor x = leaf(0, 1);
    x.registerHook(g -> g.sub(1).log());
    try (Autograd.Guard anomalies = Autograd.detectAnomaly()) {
      String message = assertThrows(NumericException.class, () -> x.sum().backward()).getMessage();
      assertTrue(message.startsWith("forward of log gave"), message);
      assertTrue(message.contains("TensorHookTest.java"), message);
    }
  }

  @Test
  void hooksAfterAccumulationSeeTheWholeSumAndMayClearIt() {
    Tensor x = leaf(1, 2);
    List<double[]> seen = new ArrayList<>();
    RemovableHandle looking =
        x.registerPostAccumulateGradHook(leaf -> seen.add(leaf.grad().toDoubleArray()));
    x.sum().backward();
    x.sum().backward();
    assertArrayEquals(new double[] {1, 1}, seen.get(0));
    assertArrayEquals(new double[] {2, 2}, seen.get(1));
    looking.close();
    x.registerPostAccumulateGradHook(
        leaf -> {
          leaf.addInPlace(leaf.grad(), -0.5);
          leaf.setGrad(null);
        });
    x.sum().backward();
    assertEquals(2, seen.size());
    assertNull(x.grad());
    assertValues(x, -0.5, 0.5);
    Gradients.of(x.sum(), x, false);
    assertValues(x, -0.5, 0.5);
  }

  @Test
  @NeedsCompiler
  void aHookInsideACompiledFunctionIsCaptured() {
    Compiled compiled =
        Compiled.function(
            (Compiled.OneResult)
                in -> {
                  Tensor x = in[0].detach().setRequiresGrad(true);
                  Tensor y = x.square();
                  y.registerHook(g -> g.mul(y).add(1));
                  return Gradients.of(y.exp().sum(), x, false);
                });
    for (int run = 0; run < 3; run++) {
      Tensor x = Tensor.randn(new Generator(run), 4);
      Tensor y = x.square();
      Tensor expected = y.exp().mul(y).add(1).mul(x).mul(2);
      assertArrayEquals(expected.toFloatArray(), compiled.run(x).toFloatArray(), 1e-4f);
    }
    assertTrue(compiled.isCompiled(Tensor.zeros(4)));
  }

  /** A factor that a hook reads from Java. */
  private static final class Factor {
    double value = 2;
  }

  @Test
  @NeedsCompiler
  void aHookOfAParameterThatIsAddedChangedOrTakenAwayCountsInCompiledSteps() {
    Tensor x = Tensor.randn(new Generator(2), 4, 3);
    Tensor y = Tensor.zeros(4, 1);
    Linear eager = new Linear(3, 1, new Generator(1));
    Linear captured = new Linear(3, 1, new Generator(1));
    SGD optimizer = new SGD(eager.parameters(), 0.1);
    CompiledStep step =
        CompiledStep.of(captured, new MSELoss(), new SGD(captured.parameters(), 0.1));
    Factor factor = new Factor();
    List<RemovableHandle> handles = new ArrayList<>();
    for (int run = 0; run < 8; run++) {
      if (run == 2) {
        for (Linear each : List.of(eager, captured)) {
          handles.add(each.weight().tensor().registerHook(g -> g.mul(factor.value)));
        }
      }
      factor.value = run >= 4 ? 3 : 2;
      if (run == 6) {
        handles.forEach(RemovableHandle::close);
      }
      optimizer.zeroGrad();
      new MSELoss().forward(eager.forward(x), y).backward();
      optimizer.step();
      step.run(x, y);
      assertArrayEquals(
          eager.weight().tensor().toFloatArray(),
          captured.weight().tensor().toFloatArray(),
          1e-5f,
          "run " + run);
    }
  }

  @Test
  @NeedsCompiler
  void aStepInAHookAfterAccumulationIsCompiled() {
    Linear eager = new Linear(3, 1, new Generator(1));
    Linear captured = new Linear(3, 1, new Generator(1));
    for (Linear each : List.of(eager, captured)) {
      each.parameters()
          .forEach(
              parameter ->
                  parameter
                      .tensor()
                      .registerPostAccumulateGradHook(
                          leaf -> {
                            leaf.addInPlace(leaf.grad(), -0.1);
                            leaf.setGrad(null);
                          }));
    }
    Compiled step =
        Compiled.function(
            (Compiled.OneResult)
                in -> {
                  Tensor loss = captured.forward(in[0]).square().mean();
                  loss.backward();
                  return loss.detach();
                });
    for (int run = 0; run < 4; run++) {
      Tensor x = Tensor.randn(new Generator(run), 4, 3);
      Tensor loss = eager.forward(x).square().mean();
      loss.backward();
      assertEquals(loss.item(), step.run(x).item(), 1e-5);
      assertArrayEquals(
          eager.weight().tensor().toFloatArray(), captured.weight().tensor().toFloatArray(), 1e-5f);
      assertNull(captured.weight().grad());
    }
    assertTrue(step.isCompiled(Tensor.zeros(4, 3)));
  }
}
