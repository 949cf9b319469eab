package dev.jacobian.nn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jacobian.autograd.Autograd;
import dev.jacobian.autograd.RemovableHandle;
import dev.jacobian.compile.CompiledStep;
import dev.jacobian.compile.NeedsCompiler;
import dev.jacobian.nn.loss.MSELoss;
import dev.jacobian.optim.SGD;
import dev.jacobian.shape.AutogradException;
import dev.jacobian.shape.DType;
import dev.jacobian.tensor.Generator;
import dev.jacobian.tensor.Gradients;
import dev.jacobian.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** Hooks on the gradients of what modules are given and give. */
class BackwardHookTest {
  private static final Goldens GOLDENS = Goldens.load("hooks.txt");

  private static Tensor golden(String name) {
    return GOLDENS.tensor(name, DType.FLOAT64);
  }

  private static void assertGolden(String name, Tensor actual) {
    GOLDENS.assertEqual(name, DType.FLOAT64, actual);
  }

  /** Two inputs, two outputs and a layer inside. */
  private static final class Mix extends Module {
    private final Affine inner = register("inner", new Affine());

    @Override
    public List<Tensor> forwardAll(Tensor... in) {
      Tensor mixed = inner.call(in[0].mul(in[1]));
      return List.of(mixed.tanh(), in[0].add(in[1].square()));
    }
  }

  /** A linear layer in float64. */
  private static final class Affine extends Module {
    private final Parameter weight = registerParameter("weight", golden("module/inner.weight"));
    private final Parameter bias = registerParameter("bias", golden("module/inner.bias"));

    @Override
    public Tensor forward(Tensor x) {
      return x.matmul(weight.tensor().t()).add(bias.tensor());
    }
  }

  /** What doubles its only input. */
  private static final class Twice extends Module {
    @Override
    public Tensor forward(Tensor x) {
      return x.mul(2);
    }
  }

  private static Tensor leaf(double... values) {
    return Tensor.of(values).setRequiresGrad(true);
  }

  private static String messageOf(Executable action) {
    return assertThrows(AutogradException.class, action).getMessage();
  }

  private static FullBackwardHook see(String name, Map<String, Tensor> seen) {
    return (module, inputs, outputs) -> {
      see(name + "/input/", inputs, seen);
      see(name + "/output/", outputs, seen);
      return null;
    };
  }

  private static void see(String name, List<@Nullable Tensor> gradients, Map<String, Tensor> seen) {
    for (int i = 0; i < gradients.size(); i++) {
      assertNull(seen.put(name + i, gradients.get(i)), "seen twice");
    }
  }

  @Test
  void gradientsOfInputsAndOutputsAreThoseOfPyTorch() {
    Mix mix = new Mix();
    Map<String, Tensor> seen = new TreeMap<>();
    mix.addFullBackwardPreHook((module, out) -> Arrays.asList(out.get(0).mul(2), out.get(1)));
    mix.addFullBackwardHook(see("module/seen", seen));
    mix.addFullBackwardHook(
        (module, in, out) -> List.of(in.get(0).mul(out.get(1)), in.get(1).add(1)));
    mix.inner.addFullBackwardHook(see("module/inner", seen));
    Tensor a = golden("module/a").setRequiresGrad(true);
    Tensor b = golden("module/b").setRequiresGrad(true);
    List<Tensor> out = mix.callAll(a.exp(), b);
    out.get(0).square().sum().add(out.get(0).mul(out.get(1)).sum()).backward();
    assertEquals(6, seen.size());
    seen.forEach(BackwardHookTest::assertGolden);
    assertGolden("module/grad/a", a.grad());
    assertGolden("module/grad/b", b.grad());
    mix.namedParameters()
        .forEach((name, parameter) -> assertGolden("module/grad/" + name, parameter.grad()));
  }

  @Test
  void anInputWithoutGradientHasNoneInTheHook() {
    Twice twice = new Twice();
    List<List<@Nullable Tensor>> seen = new ArrayList<>();
    twice.addFullBackwardHook(
        (module, in, out) -> {
          seen.add(in);
          seen.add(out);
          return null;
        });
    Linear layer = new Linear(2, 1, new Generator(1));
    layer.addFullBackwardHook(
        (module, in, out) -> {
          seen.add(in);
          seen.add(out);
          return null;
        });
    layer.call(Tensor.ones(3, 2)).sum().backward();
    assertEquals(2, seen.size());
    assertNull(seen.get(0).get(0));
    assertArrayEquals(new float[] {1, 1, 1}, seen.get(1).get(0).toFloatArray());
    assertNotNull(layer.weight().grad());
    Tensor plain = twice.call(Tensor.ones(2));
    assertTrue(plain.isLeaf());
    try (Autograd.Guard unrecorded = Autograd.noGrad()) {
      assertTrue(twice.call(leaf(1, 2)).isLeaf());
    }
    assertEquals(2, seen.size());
  }

  /** Gives its inputs' sum and product. */
  private static final class Both extends Module {
    @Override
    public List<Tensor> forwardAll(Tensor... in) {
      return List.of(in[0].add(in[1]), in[0].mul(in[1]));
    }
  }

  @Test
  void anOutputThatIsNotUsedHasNoGradientInTheHook() {
    Both both = new Both();
    List<@Nullable Tensor> seen = new ArrayList<>();
    both.addFullBackwardHook(
        (module, in, out) -> {
          seen.addAll(out);
          return null;
        });
    Tensor a = leaf(2);
    Tensor b = leaf(3);
    both.callAll(a, b).get(1).sum().backward();
    assertNull(seen.get(0));
    assertEquals(1, seen.get(1).item());
    assertEquals(3, a.grad().item());
    assertEquals(2, b.grad().item());
  }

  @Test
  void aModuleThatIsCalledTwiceHasItsHooksCalledForEachCall() {
    Twice twice = new Twice();
    List<Double> seen = new ArrayList<>();
    RemovableHandle looking =
        twice.addFullBackwardHook(
            (module, in, out) -> {
              seen.add(in.get(0).item());
              return null;
            });
    Tensor x = leaf(1);
    Tensor y = twice.call(twice.call(x));
    y.backward(true);
    assertEquals(List.of(2.0, 4.0), seen);
    looking.close();
    y.backward();
    assertEquals(4, seen.size());
    twice.call(x).backward();
    assertEquals(4, seen.size());
    assertEquals(10, x.grad().item());
  }

  @Test
  void gradientsThroughHooksAreDifferentiatedInTurn() {
    Twice twice = new Twice();
    twice.addFullBackwardHook((module, in, out) -> List.of(in.get(0).square()));
    Tensor x = leaf(3);
    Tensor first = Gradients.of(twice.call(x).square().sum(), x, true); // (8x)^2
    assertEquals(576, first.item());
    // The way back from the gradient leads through the module once more.
    assertEquals(384 * 384, Gradients.of(first.sum(), x, false).item());
  }

  @Test
  void aFailedPassLeavesNothingToTheNext() {
    Both both = new Both();
    both.addFullBackwardHook((module, in, out) -> null);
    Tensor a = leaf(2);
    Tensor b = leaf(3);
    List<Tensor> out = both.callAll(a, b);
    boolean[] fails = {true};
    out.get(0)
        .registerHook(
            g -> {
              if (fails[0]) {
                throw new IllegalStateException("once");
              }
              return g;
            });
    Tensor loss = out.get(0).add(out.get(1)).sum();
    assertThrows(IllegalStateException.class, () -> loss.backward(true));
    fails[0] = false;
    out.get(0).sum().backward(true);
    assertEquals(1, a.grad().item());
    assertEquals(1, b.grad().item());
  }

  @Test
  void whatDoesNotFitIsRefused() {
    Tensor x = leaf(1, 2);
    Twice number = new Twice();
    number.addFullBackwardHook((module, in, out) -> List.of(in.get(0), in.get(0)));
    assertEquals(
        "a backward hook of Twice gave 2 gradients, not 1; expected one for each input of the"
            + " call; fix: give null in the place of one that there is not, or null for all to"
            + " leave them",
        messageOf(() -> number.call(x).sum().backward()));
    Twice shape = new Twice();
    shape.addFullBackwardPreHook((module, out) -> List.of(out.get(0).sum()));
    assertEquals(
        "a backward hook of Twice gave a float64[] tensor on cpu for a gradient that is float64[2]"
            + " on cpu; expected a gradient of the same shape, dtype and device; fix: compute it"
            + " from the one that was given, or return null to leave that",
        messageOf(() -> shape.call(x).sum().backward()));
    Twice changed = new Twice();
    changed.addFullBackwardHook((module, in, out) -> null);
    assertEquals(
        "in-place add on a float64[2] view, and it is an input or an output of a module with"
            + " backward hooks; expected no change in place of what backward hooks look at; fix:"
            + " use the op that returns a new tensor, or change a copy()",
        messageOf(() -> changed.call(x).addInPlace(1)));
    assertArrayEquals(new double[] {3, 5}, changed.call(x).add(1).toDoubleArray());
  }

  @Test
  void anInfinityMayPassThroughAHookInAnomalyMode() {
    Twice twice = new Twice();
    twice.addFullBackwardHook((module, in, out) -> null);
    Tensor x = leaf(1, 2);
    try (Autograd.Guard anomalies = Autograd.detectAnomaly()) {
      twice.call(x).backward(Tensor.of(new double[] {Double.POSITIVE_INFINITY, 1}));
    }
    assertArrayEquals(new double[] {Double.POSITIVE_INFINITY, 2}, x.grad().toDoubleArray());
  }

  @Test
  @NeedsCompiler
  void aBackwardHookCountsInCompiledSteps() {
    Tensor x = Tensor.randn(new Generator(2), 4, 3);
    Tensor y = Tensor.zeros(4, 1);
    List<Sequential> models = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      Generator generator = new Generator(1);
      models.add(
          new Sequential(new Linear(3, 5, generator), new Tanh(), new Linear(5, 1, generator)));
    }
    SGD optimizer = new SGD(models.get(0).parameters(), 0.1);
    CompiledStep step =
        CompiledStep.of(models.get(1), new MSELoss(), new SGD(models.get(1).parameters(), 0.1));
    List<RemovableHandle> handles = new ArrayList<>();
    for (int run = 0; run < 6; run++) {
      if (run == 2) {
        models.forEach(
            model ->
                handles.add(
                    model
                        .get(1)
                        .addFullBackwardHook(
                            (module, in, out) -> List.of(in.get(0).mul(3).add(out.get(0))))));
      }
      if (run == 4) {
        handles.forEach(RemovableHandle::close);
      }
      optimizer.zeroGrad();
      new MSELoss().forward(models.get(0).forward(x), y).backward();
      optimizer.step();
      step.run(x, y);
      for (int i = 0; i < 4; i++) {
        assertArrayEquals(
            models.get(0).parameters().get(i).tensor().toFloatArray(),
            models.get(1).parameters().get(i).tensor().toFloatArray(),
            1e-5f,
            "run " + run + " parameter " + i);
      }
    }
  }

  @Test
  @NeedsCompiler
  void aHookThatReadsNumbersCannotBeCaptured() {
    Linear model = new Linear(3, 1, new Generator(1));
    CompiledStep step = CompiledStep.of(model, new MSELoss(), new SGD(model.parameters(), 0.1));
    RemovableHandle hook =
        model.addFullBackwardHook(
            (module, in, out) -> {
              assertTrue(out.get(0).norm().item() > 0);
              return null;
            });
    String message = messageOf(() -> step.run(Tensor.ones(4, 3), Tensor.zeros(4, 1)));
    assertTrue(
        message.startsWith("the values of a float32[] tensor were read at " + getClass().getName()),
        message);
    hook.close();
    step.run(Tensor.ones(4, 3), Tensor.zeros(4, 1));
  }
}
