package dev.jacobian.compile;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jacobian.autograd.Recording;
import dev.jacobian.io.IdxFile;
import dev.jacobian.io.NumpyFile;
import dev.jacobian.io.SafeTensors;
import dev.jacobian.logs.LogRecord;
import dev.jacobian.logs.Logs;
import dev.jacobian.nn.Linear;
import dev.jacobian.optim.SGD;
import dev.jacobian.shape.AutogradException;
import dev.jacobian.shape.ShapeException;
import dev.jacobian.tensor.Generator;
import dev.jacobian.tensor.Tensor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.event.Level;

/** Functions that cannot be captured, and captures that fail. */
@NeedsCompiler
class CaptureErrorsTest {
  private static final Tensor X = Tensor.of(new float[] {1, 2, -5});

  /** Doubles if the sum is positive: what is computed depends on a value. */
  private static Tensor branching(Tensor x) {
    return x.sum().item() > 0 ? x.mul(2) : x.neg();
  }

  private static int line(Throwable e) {
    for (StackTraceElement element : e.getStackTrace()) {
      if (element.getMethodName().equals("branching")) {
        return element.getLineNumber();
      }
    }
    throw new AssertionError("branching is not on the stack", e);
  }

  @Test
  void readingAValueIsAnErrorThatNamesItsLine() {
    Compiled compiled = Compiled.function(t -> branching(t[0]));
    AutogradException e = assertThrows(AutogradException.class, () -> compiled.run(X));
    assertEquals(
        "the values of a float32[] tensor were read at"
            + " dev.jacobian.compile.CaptureErrorsTest.branching(CaptureErrorsTest.java:"
            + line(e)
            + ") while a step was being captured, so what it computes may depend on them; expected"
            + " a captured function to compute with tensors only; fix: move what reads values"
            + " (item, toFloatArray) out of the function, use where() for choices, or run it"
            + " eagerly",
        e.getMessage());
    assertFalse(compiled.isCompiled(X));
    assertFalse(Recording.isActive());
  }

  @Test
  void everyWayToReadIsFound() {
    List<Consumer<Tensor>> reads =
        List.of(
            Tensor::item,
            x -> x.toFloatArray(),
            x -> x.toDoubleArray(),
            x -> x.to(dev.jacobian.shape.DType.INT32).toIntArray(),
            x -> x.to(dev.jacobian.shape.DType.INT64).toLongArray(),
            x -> x.gt(0).toBooleanArray());
    Tensor one = Tensor.ones(1);
    for (int i = 0; i < reads.size(); i++) {
      Consumer<Tensor> read = reads.get(i);
      Compiled compiled =
          Compiled.function(
              t -> {
                read.accept(t[0]);
                return t[0].mul(2);
              });
      assertThrows(AutogradException.class, () -> compiled.run(one), "read " + i);
    }
  }

  /** Files were once written by the captured run alone. */
  @Test
  void writingAFileIsReading(@TempDir Path folder) {
    Path file = folder.resolve("file");
    List<Consumer<Tensor>> writes =
        List.of(
            x -> SafeTensors.save(file, Map.of("x", x)),
            x -> NumpyFile.saveNpy(file, x),
            x -> NumpyFile.saveNpz(file, Map.of("x", x)),
            x -> IdxFile.save(file, x));
    for (int i = 0; i < writes.size(); i++) {
      Consumer<Tensor> write = writes.get(i);
      Compiled compiled =
          Compiled.function(
              t -> {
                write.accept(t[0]);
                return t[0].mul(2);
              });
      assertThrows(AutogradException.class, () -> compiled.run(X), "write " + i);
      assertFalse(Files.exists(file), "write " + i);
      Compiled falling = compiled.withFallback();
      falling.run(X);
      assertTrue(Files.exists(file), "write " + i);
      assertDoesNotThrow(() -> Files.delete(file));
      falling.run(X);
      assertTrue(Files.exists(file), "write " + i);
      assertDoesNotThrow(() -> Files.delete(file));
    }
  }

  @Test
  void printingDecidesNothingAndShowsTheCapturedRun() {
    StringBuilder printed = new StringBuilder();
    Compiled compiled =
        Compiled.function(
            t -> {
              printed.append(t[0]);
              return t[0].mul(2);
            });
    compiled.run(X);
    compiled.run(X.neg());
    assertEquals("tensor([ 1.,  2., -5.])", printed.toString());
  }

  @Test
  void withFallbackItRunsEagerlyAndSaysSoOnce() {
    Compiled compiled = Compiled.function(t -> branching(t[0])).withFallback();
    try (Logs logs = Logs.collect()) {
      for (int run = 0; run < 3; run++) {
        assertArrayEquals(new float[] {-1, -2, 5}, compiled.run(X).toFloatArray());
        assertArrayEquals(new float[] {2, 4, 10}, compiled.run(X.abs()).toFloatArray());
      }
      List<LogRecord> lines = logs.of(Compiled.class);
      assertEquals(1, lines.size(), lines.toString());
      assertEquals(Level.WARN, lines.get(0).level());
      String text = lines.get(0).text();
      assertTrue(
          text.startsWith(
              "not compiled, every run is eager: the values of a float32[] tensor were read at"
                  + " dev.jacobian.compile.CaptureErrorsTest.branching(CaptureErrorsTest.java:"),
          text);
    }
    assertFalse(compiled.isCompiled(X));
    Optional<String> refusal = compiled.refusal(X);
    assertTrue(refusal.isPresent());
    assertTrue(refusal.get().contains("CaptureErrorsTest.branching"), refusal.get());
    assertEquals("eager: " + refusal.get() + "\n", compiled.explain());
  }

  @Test
  void withFallbackWhatCanBeCapturedIs() {
    Compiled compiled =
        Compiled.function(t -> t[0].size() > 2 ? branching(t[0]) : t[0].mul(3)).withFallback();
    Tensor small = Tensor.ones(2);
    for (int run = 0; run < 3; run++) {
      assertArrayEquals(new float[] {-1, -2, 5}, compiled.run(X).toFloatArray());
      assertArrayEquals(new float[] {3, 3}, compiled.run(small).toFloatArray());
    }
    assertFalse(compiled.isCompiled(X));
    assertTrue(compiled.isCompiled(small));
    assertEquals(Optional.empty(), compiled.refusal(small));
    assertEquals(Optional.empty(), compiled.refusal(Tensor.ones(7)));
  }

  @Test
  void trainingWithFallbackIsTheEagerTraining() {
    Linear eager = new Linear(3, 1, new Generator(1));
    Linear fallen = new Linear(3, 1, new Generator(1));
    SGD eagerOptimizer = new SGD(eager.parameters(), 0.1);
    SGD optimizer = new SGD(fallen.parameters(), 0.1);
    Compiled compiled = Compiled.function(t -> readingStep(fallen, optimizer, t[0])).withFallback();
    for (int run = 0; run < 3; run++) {
      Tensor x = Tensor.randn(new Generator(run), 4, 3);
      Agreement.assertSameBits(
          readingStep(eager, eagerOptimizer, x), compiled.run(x), "loss at " + run);
      Agreement.assertSameBits(eager.weight().tensor(), fallen.weight().tensor(), "weight");
    }
  }

  private static Tensor readingStep(Linear model, SGD optimizer, Tensor x) {
    optimizer.zeroGrad();
    Tensor loss = model.forward(x).square().mean();
    loss.backward();
    if (loss.item() > 0) {
      optimizer.step();
    }
    return loss.detach();
  }

  @Test
  void anExceptionDuringCaptureLeavesTheCacheUsable() {
    boolean[] fails = {false};
    Compiled compiled =
        Compiled.function(
            t -> {
              Tensor y = t[0].mul(2);
              if (fails[0]) {
                throw new IllegalStateException("on the way");
              }
              return y.add(1);
            });
    Tensor small = Tensor.ones(2);
    compiled.run(X);
    fails[0] = true;
    for (int attempt = 0; attempt < 2; attempt++) {
      assertEquals(
          "on the way",
          assertThrows(IllegalStateException.class, () -> compiled.run(small)).getMessage());
      assertFalse(Recording.isActive());
      assertFalse(compiled.isCompiled(small));
      assertThrows(IllegalStateException.class, () -> compiled.run(X));
    }
    fails[0] = false;
    assertTrue(compiled.isCompiled(X));
    assertArrayEquals(new float[] {3, 5, -9}, compiled.run(X).toFloatArray());
    for (int run = 0; run < 2; run++) {
      assertArrayEquals(new float[] {3, 3}, compiled.run(small).toFloatArray());
    }
    assertTrue(compiled.isCompiled(small));
  }

  @Test
  void aShapeErrorInsideIsTheEagerError() {
    Compiled compiled = Compiled.function(t -> t[0].matmul(t[1]));
    Tensor a = Tensor.ones(2, 3);
    String expected = assertThrows(ShapeException.class, () -> a.matmul(a)).getMessage();
    assertEquals(
        expected, assertThrows(ShapeException.class, () -> compiled.run(a, a)).getMessage());
    assertEquals(6 * 3, compiled.run(a, Tensor.ones(3, 3)).sum().item());
    assertEquals(6 * 3, compiled.run(a, Tensor.ones(3, 3)).sum().item());
  }

  @Test
  void aNumberThatCannotBeAskedForLeavesTheStateAsItWas() {
    Tensor state = Tensor.of(new float[] {1});
    boolean[] fails = {false};
    Compiled compiled =
        Compiled.function(
            t -> {
              state.mulInPlace(2);
              return t[0].mul(
                  () -> {
                    if (fails[0]) {
                      throw new IllegalStateException("no number");
                    }
                    return 3;
                  });
            });
    compiled.run(X);
    compiled.run(X);
    fails[0] = true;
    assertThrows(IllegalStateException.class, () -> compiled.run(X));
    assertArrayEquals(new float[] {4}, state.toFloatArray());
    fails[0] = false;
    compiled.run(X);
    assertArrayEquals(new float[] {8}, state.toFloatArray());
  }

  @Test
  void aCapturedFunctionInsideAnotherBecomesPartOfIt() {
    Runs runs = new Runs();
    Compiled inner =
        Compiled.function(
            t -> {
              runs.count++;
              return t[0].mul(2);
            });
    Compiled outer = Compiled.function(t -> inner.run(t[0]).add(inner.run(t[0].neg()).abs()));
    for (int run = 0; run < 3; run++) {
      assertArrayEquals(new float[] {4, 8, 0}, outer.run(X).toFloatArray());
    }
    assertEquals(2, runs.count);
    assertFalse(inner.isCompiled(X));
    assertNotEquals("nothing was captured yet\n", outer.explain());
  }
}
