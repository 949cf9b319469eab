package dev.jacobian.tensor;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jacobian.autograd.Autograd;
import dev.jacobian.compile.Compiled;
import dev.jacobian.profile.Profiler;
import dev.jacobian.shape.AutogradException;
import dev.jacobian.shape.DType;
import dev.jacobian.shape.ShapeException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** Functions that are composed of ops and computed as fused kernels. */
class CompositeTest {
  private static final Composite<Double> SWISH =
      Composite.of("swish", (beta, x) -> x[0].mul(x[0].mul(beta).sigmoid()));

  /** With a result of one element for each row, and an operand that is stretched over rows. */
  private static final Composite<Integer> WEIGHTED_SPREAD =
      Composite.of(
          "weightedSpread",
          (axis, x) -> {
            Tensor deviation = x[0].sub(x[0].mean(true, axis));
            return deviation.square().mul(x[1]).sum(false, axis).sqrt();
          });

  private static final Composite<String> PRODUCT =
      Composite.of("product", (settings, x) -> x[0].matmul(x[1]).tanh());

  private static Tensor random(long seed, long... dims) {
    return Tensor.randn(new Generator(seed), dims);
  }

  private static <T> T fused(Supplier<T> action) {
    try (Autograd.Guard fusing = Autograd.fuseFrom(0)) {
      return action.get();
    }
  }

  private static <T> T opByOp(Supplier<T> action) {
    try (Autograd.Guard fusing = Autograd.fuseFrom(Long.MAX_VALUE)) {
      return action.get();
    }
  }

  /** Returns the names of what is computed. */
  private static List<String> work(Runnable action) {
    try (Profiler profiler = Profiler.start()) {
      action.run();
      List<String> names = new ArrayList<>();
      profiler.report().rows().forEach(row -> names.add(row.name()));
      return names;
    }
  }

  @Test
  void theResultAndItsGradientAreOneCallEach() {
    Tensor x = random(1, 40, 30).setRequiresGrad(true);
    List<String> names = fused(() -> work(() -> SWISH.apply(1.5, x).backward(Tensor.ones(40, 30))));
    assertTrue(names.containsAll(List.of("swish", "swishBackward")), names.toString());
    assertFalse(names.contains("sigmoid"), names.toString());
    assertTrue(
        opByOp(() -> work(() -> SWISH.apply(1.5, x))).containsAll(List.of("mul", "sigmoid")));
  }

  @Test
  void smallTensorsAreComputedOpByOp() {
    assertTrue(work(() -> SWISH.apply(1.0, random(1, 4_095))).contains("sigmoid"));
    assertTrue(work(() -> SWISH.apply(1.0, random(1, 4_096))).contains("swish"));
  }

  @Test
  void ofTransposedOperandsReductionsAreFusedAndElementwiseFunctionsKeepTheOrderOfAxes() {
    Tensor w = random(4, 20).exp().detach();
    List<float[]> received = new ArrayList<>();
    for (boolean isFused : new boolean[] {true, false}) {
      Tensor x = random(3, 20, 50).setRequiresGrad(true);
      Supplier<List<String>> names =
          () ->
              work(
                  () -> {
                    Tensor y = WEIGHTED_SPREAD.apply(1, x.t(), w);
                    y.backward(random(5, 50));
                    received.add(y.toFloatArray());
                  });
      List<String> work = isFused ? fused(names) : opByOp(names);
      assertEquals(isFused, work.contains("weightedSpread"), work.toString());
      assertEquals(isFused, work.contains("weightedSpreadBackward"), work.toString());
      received.add(x.grad().toFloatArray());
    }
    assertArrayEquals(received.get(2), received.get(0), 1e-5f);
    assertArrayEquals(received.get(3), received.get(1), 1e-5f);
    Tensor x = random(3, 20, 50);
    assertFalse(fused(() -> work(() -> SWISH.apply(1.5, x.t()))).contains("swish"));
    assertFalse(fused(() -> SWISH.apply(1.5, x.t())).isContiguous());
  }

  @Test
  void valuesAndGradientsAreThoseOfTheOps() {
    for (DType dtype : List.of(DType.FLOAT32, DType.FLOAT64)) {
      List<double[]> expected = opByOp(() -> spread(dtype));
      List<double[]> received = fused(() -> spread(dtype));
      for (int i = 0; i < expected.size(); i++) {
        double tolerance = dtype == DType.FLOAT32 ? 1e-5 : 1e-13;
        assertArrayEquals(expected.get(i), received.get(i), tolerance);
      }
    }
  }

  private static List<double[]> spread(DType dtype) {
    Tensor x = random(3, 50, 20).to(dtype).setRequiresGrad(true);
    Tensor w = random(4, 20).exp().to(dtype).detach().setRequiresGrad(true);
    Tensor y = WEIGHTED_SPREAD.apply(1, x, w);
    y.backward(random(5, 50).to(dtype));
    return List.of(y.toDoubleArray(), x.grad().toDoubleArray(), w.grad().toDoubleArray());
  }

  @Test
  void onlyTheGradientsThatAreAskedForAreThere() {
    Tensor x = random(3, 50, 20);
    Tensor w = random(4, 20).exp().setRequiresGrad(true);
    Tensor y = fused(() -> WEIGHTED_SPREAD.apply(1, x, w));
    assertTrue(y.requiresGrad());
    y.sum().backward();
    assertFalse(x.requiresGrad());
    assertEquals(w.shape(), w.grad().shape());
    try (Autograd.Guard guard = Autograd.noGrad()) {
      assertFalse(fused(() -> WEIGHTED_SPREAD.apply(1, x, w)).requiresGrad());
    }
  }

  @Test
  void aResultThatHasNoGradientIsAConstant() {
    Composite<String> sign = Composite.of("sign", (settings, x) -> x[0].gt(0));
    Composite<String> detached = Composite.of("detached", (settings, x) -> x[0].detach().add(x[1]));
    Tensor x = random(1, 40).setRequiresGrad(true);
    assertFalse(fused(() -> sign.apply("", x)).requiresGrad());
    assertFalse(fused(() -> detached.apply("", x, random(2, 40))).requiresGrad());
    Tensor w = random(2, 40).setRequiresGrad(true);
    fused(() -> detached.apply("", x, w)).sum().backward();
    assertNull(x.grad());
    assertArrayEquals(Tensor.ones(40).toFloatArray(), w.grad().toFloatArray());
  }

  @Test
  void theOperandOfASoftmaxMayChangeBeforeBackward() {
    for (boolean log : new boolean[] {false, true}) {
      Tensor w = random(1, 6, 5).setRequiresGrad(true);
      Tensor x = w.mul(2);
      Tensor y = fused(() -> log ? x.logSoftmax(1) : x.softmax(1));
      x.fillInPlace(7);
      y.backward(random(2, 6, 5));
      Tensor other = random(1, 6, 5).setRequiresGrad(true);
      Tensor z = opByOp(() -> log ? other.mul(2).logSoftmax(1) : other.mul(2).softmax(1));
      z.backward(random(2, 6, 5));
      assertArrayEquals(other.grad().toFloatArray(), w.grad().toFloatArray(), 1e-6f);
    }
  }

  @Test
  void gradientsOfGradientsAreThoseOfTheOps() {
    Supplier<double[]> second =
        () -> {
          Tensor x = random(7, 12, 9).to(DType.FLOAT64).setRequiresGrad(true);
          Tensor y = SWISH.apply(0.7, x).softmax(1);
          Tensor seed = random(8, 12, 9).to(DType.FLOAT64);
          Tensor first = Gradients.of(List.of(y), List.of(x), List.of(seed), true, true).get(0);
          first.square().sum().backward();
          return x.grad().toDoubleArray();
        };
    assertArrayEquals(opByOp(second), fused(second), 1e-12);
  }

  @Test
  void backwardRunsAgainOnAGraphThatIsRetained() {
    Tensor x = random(1, 30).setRequiresGrad(true);
    Tensor y = fused(() -> SWISH.apply(2.0, x)).sum();
    y.backward(true);
    double[] once = x.grad().toDoubleArray();
    y.backward();
    double[] twice = x.grad().toDoubleArray();
    for (int i = 0; i < once.length; i++) {
      assertEquals(2 * once[i], twice[i], 1e-6);
    }
    AutogradException freed = assertThrows(AutogradException.class, y::backward);
    assertTrue(freed.getMessage().contains("were freed by an earlier backward"));
  }

  @Test
  void anInputThatChangesBeforeBackwardIsAnError() {
    Tensor x = random(1, 30);
    Tensor w = random(2, 30).setRequiresGrad(true);
    Tensor scaled = x.mul(w);
    Tensor y = fused(() -> SWISH.apply(2.0, scaled));
    scaled.addInPlace(1);
    AutogradException changed = assertThrows(AutogradException.class, () -> y.sum().backward());
    assertTrue(
        changed.getMessage().startsWith("backward of swish: input 0, a float32[30] tensor, was"),
        changed.getMessage());
  }

  @Test
  void transposedTensorsAndProductsAreComputedOpByOp() {
    Tensor x = random(1, 8, 5).t();
    assertTrue(fused(() -> work(() -> SWISH.apply(1.0, x))).contains("sigmoid"));
    assertArrayEquals(
        opByOp(() -> SWISH.apply(1.0, x)).toFloatArray(),
        fused(() -> SWISH.apply(1.0, x)).toFloatArray());
    Tensor a = random(2, 6, 5).setRequiresGrad(true);
    Tensor b = random(3, 5, 4);
    Tensor y = fused(() -> PRODUCT.apply("", a, b));
    assertArrayEquals(a.matmul(b).tanh().toFloatArray(), y.toFloatArray());
    y.sum().backward();
    assertEquals(a.shape(), a.grad().shape());
  }

  @Test
  void aCompiledFunctionConsistsOfTheOps() {
    Tensor x = random(1, 64, 64);
    Compiled compiled = Compiled.function(t -> SWISH.apply(1.5, t[0]).add(1));
    Tensor y = compiled.run(x);
    assertEquals(1, compiled.kernels(x));
    assertTrue(compiled.explain().contains("sigmoid"));
    assertArrayEquals(
        fused(() -> SWISH.apply(1.5, x)).add(1).toFloatArray(), y.toFloatArray(), 1e-6f);
  }

  @Test
  void backwardOfAFusedResultInsideACompiledFunctionIsCaptured() {
    Tensor x = random(1, 64, 64).setRequiresGrad(true);
    Tensor y = SWISH.apply(1.5, x);
    Compiled compiled =
        Compiled.function(
            t -> Gradients.of(List.of(y), List.of(x), List.of(t[0]), true, false).get(0));
    Tensor seed = random(2, 64, 64);
    Tensor expected = Gradients.of(List.of(y), List.of(x), List.of(seed), true, false).get(0);
    assertArrayEquals(expected.toFloatArray(), compiled.run(seed).toFloatArray(), 1e-5f);
    assertArrayEquals(expected.toFloatArray(), compiled.run(seed).toFloatArray(), 1e-5f);
  }

  @Test
  void resultsAreThoseOfAnyThread() throws InterruptedException {
    Tensor x = random(1, 300, 70);
    float[] here = x.softmax(1).toFloatArray();
    float[][] there = new float[2][];
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < there.length; i++) {
      int own = i;
      threads.add(new Thread(() -> there[own] = x.softmax(1).toFloatArray()));
    }
    threads.forEach(Thread::start);
    for (Thread thread : threads) {
      thread.join();
    }
    assertArrayEquals(here, there[0]);
    assertArrayEquals(here, there[1]);
  }

  @Test
  void shapesThatDoNotFitAreTheOpsError() {
    Tensor x = random(1, 50, 20);
    ShapeException error =
        assertThrows(
            ShapeException.class, () -> fused(() -> WEIGHTED_SPREAD.apply(1, x, random(2, 7))));
    assertEquals(
        assertThrows(
                ShapeException.class, () -> opByOp(() -> WEIGHTED_SPREAD.apply(1, x, random(2, 7))))
            .getMessage(),
        error.getMessage());
  }

  @Test
  void aBodyThatChangesATensorIsAnError() {
    Composite<String> changing = Composite.of("changing", (settings, x) -> x[0].addInPlace(1));
    assertEquals(
        "in-place add in a composed function; expected one that changes no tensor; fix: use the op"
            + " that returns a new tensor",
        assertThrows(AutogradException.class, () -> fused(() -> changing.apply("", Tensor.ones(8))))
            .getMessage());
  }

  @Test
  void aBodyThatReadsAnotherTensorIsAnError() {
    Tensor other = Tensor.ones(8);
    Composite<String> capturing = Composite.of("capturing", (settings, x) -> x[0].add(other));
    assertEquals(
        "a composed function reads a float32[8] tensor that is none of its inputs; expected a"
            + " function of its inputs alone; fix: pass the tensor to it",
        assertThrows(
                AutogradException.class, () -> fused(() -> capturing.apply("", Tensor.ones(8))))
            .getMessage());
  }

  @Test
  void namesAreKept() {
    assertEquals("swish", SWISH.name());
  }
}
