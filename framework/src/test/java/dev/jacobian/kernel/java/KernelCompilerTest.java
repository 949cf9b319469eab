package dev.jacobian.kernel.java;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import dev.jacobian.expr.Expr;
import dev.jacobian.kernel.Kernel;
import dev.jacobian.shape.DType;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class KernelCompilerTest {
  private static final double[] RATES = {0.01, 0.9};

  private static float first(KernelBody body, float x) {
    float[] result = new float[1];
    body.compute(new Object[] {new float[] {x}}, new double[0], new Object[] {result}, 1);
    return result[0];
  }

  @Test
  void kernelsOfOneStructureShareAClassAndKeepTheirNumbers() {
    KernelCompiler compiler = new KernelCompiler();
    KernelBody one = compiler.compile(TestKernels.polynomial(2, 1));
    KernelBody other = compiler.compile(TestKernels.polynomial(3, -1));
    assertSame(one.getClass(), other.getClass());
    assertEquals(1, compiler.compiledClasses());
    assertEquals(1, compiler.cacheHits());
    assertEquals(9, first(one, 2));
    assertEquals(9, first(other, 2));
    assertEquals(4, first(one, 1));
    assertEquals(3, first(other, 1));
  }

  @Test
  void constantsReadBackExactly() {
    KernelCompiler compiler = new KernelCompiler();
    for (double value :
        new double[] {
          -0.0,
          0.1,
          Double.MIN_VALUE,
          Double.MAX_VALUE,
          Double.NaN,
          Double.NEGATIVE_INFINITY,
          (1L << 53) - 1,
          Math.nextUp(1.0)
        }) {
      Kernel kernel =
          TestKernels.kernel(
              1, List.of(DType.FLOAT64), List.of(new Expr.Constant(value, DType.FLOAT64)));
      double[] result = new double[1];
      compiler
          .compile(kernel)
          .compute(new Object[] {new double[1]}, new double[0], new Object[] {result}, 1);
      assertEquals(Double.doubleToRawLongBits(value), Double.doubleToRawLongBits(result[0]));
    }
    Kernel large =
        TestKernels.kernel(
            1, List.of(DType.INT64), List.of(new Expr.Constant(0x1p62, DType.INT64)));
    long[] result = new long[1];
    compiler
        .compile(large)
        .compute(new Object[] {new long[1]}, new double[0], new Object[] {result}, 1);
    assertEquals(1L << 62, result[0]);
    assertEquals(2, compiler.compiledClasses());
  }

  @Test
  void expressionThatOccursTwiceIsComputedForBothResults() {
    Kernel kernel =
        TestKernels.floats(
            1,
            TestKernels.mul(TestKernels.input(0), TestKernels.input(0)),
            TestKernels.mul(TestKernels.input(0), TestKernels.input(0)),
            TestKernels.input(0));
    Object[] inputs = {new float[] {3, 4}};
    Object[] results =
        LaneArrays.computed(new KernelCompiler().compile(kernel), kernel, inputs, RATES, 2);
    float[] squares = {9, 16};
    LaneArrays.assertSame(new Object[] {squares, squares, inputs[0]}, results, "squares");
  }

  @Test
  void sourceThatDoesNotCompileIsAnError() {
    SourceCompiler broken =
        (name, source) ->
            new JaninoCompiler().compile(name, source.replace("v0 * v0", "v0 * missing"));
    KernelCompiler compiler = new KernelCompiler(broken, 10);
    assertThrows(KernelSourceException.class, () -> compiler.compile(TestKernels.polynomial(2, 1)));
    assertEquals(0, compiler.compiledClasses());
    assertNotNull(compiler.compile(TestKernels.maskedProduct()), "others still compile");
  }

  @Test
  void errorShowsTheNumberedSourceAndTheReason() {
    KernelSourceException error =
        assertThrows(
            KernelSourceException.class,
            () ->
                new JaninoCompiler()
                    .compile("Kernel", "public class Kernel {\n  int f() { return g; }\n}\n"));
    String message = error.getMessage();
    assertTrue(message.startsWith("the source of a fused kernel does not compile: "), message);
    assertTrue(message.contains("\"g\""), message);
    assertTrue(message.contains("   1  public class Kernel {"), message);
    assertTrue(message.contains("   2    int f() { return g; }"), message);
    assertNotNull(error.getCause());
  }

  @Test
  void sourceWithoutTheClassIsTheSameError() {
    assertThrows(
        KernelSourceException.class,
        () -> new JaninoCompiler().compile("Kernel", "public class Other {}"));
    for (String other : List.of("Other", "Kernel")) {
      byte[] file = new JaninoCompiler().compile(other, "public class " + other + " {}");
      SourceCompiler otherClass = (name, source) -> file;
      KernelCompiler compiler = new KernelCompiler(otherClass, 1);
      assertThrows(
          KernelSourceException.class, () -> compiler.compile(TestKernels.polynomial(1, 1)));
    }
    SourceCompiler noClass = (name, source) -> new byte[] {1, 2, 3};
    KernelCompiler compiler = new KernelCompiler(noClass, 1);
    assertThrows(KernelSourceException.class, () -> compiler.compile(TestKernels.polynomial(1, 1)));
  }

  @Test
  void threadsShareACompilerAndItsScratchArraysAreTheirOwn() throws Exception {
    KernelCompiler compiler = new KernelCompiler();
    Kernel kernel = largeKernel();
    ExecutorService pool = Executors.newFixedThreadPool(4);
    try {
      List<Future<?>> done = new ArrayList<>();
      for (int thread = 0; thread < 4; thread++) {
        int seed = thread;
        done.add(
            pool.submit(
                () -> {
                  Random random = new Random(seed);
                  for (int i = 0; i < 50; i++) {
                    int count = 1 + random.nextInt(300);
                    List<DType> dtypes = List.of(DType.FLOAT32, DType.FLOAT32);
                    Object[] inputs = LaneArrays.randomInputs(dtypes, count, random);
                    KernelBody body = compiler.compile(kernel);
                    Object[] results = LaneArrays.computed(body, kernel, inputs, RATES, count);
                    KernelBody alone = new KernelCompiler().compile(kernel);
                    LaneArrays.assertSame(
                        LaneArrays.computed(alone, kernel, inputs, RATES, count), results, "many");
                  }
                }));
      }
      for (Future<?> future : done) {
        future.get(120, TimeUnit.SECONDS);
      }
    } finally {
      pool.shutdownNow();
    }
    assertEquals(1, compiler.compiledClasses());
    assertEquals(199, compiler.cacheHits());
  }

  private static Kernel largeKernel() {
    Expr value = TestKernels.input(0);
    for (int i = 0; i < 40; i++) {
      value =
          TestKernels.sub(TestKernels.mul(value, TestKernels.parameter(1)), TestKernels.input(1));
    }
    return TestKernels.floats(2, value);
  }

  @Test
  void runningAllocatesNothing() {
    KernelCompiler compiler = new KernelCompiler();
    Random random = new Random(1);
    for (Kernel kernel : List.of(TestKernels.polynomial(2, 1), largeKernel())) {
      KernelBody body = compiler.compile(kernel);
      Object[] inputs =
          LaneArrays.randomInputs(List.of(DType.FLOAT32, DType.FLOAT32), 1024, random);
      Object[] results = {new float[1024]};
      ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
      long id = Thread.currentThread().getId();
      long least = Long.MAX_VALUE;
      for (int round = 0; round < 3; round++) {
        long before = threads.getThreadAllocatedBytes(id);
        for (int i = 0; i < 1000; i++) {
          body.compute(inputs, RATES, results, 1024);
        }
        least = Math.min(least, threads.getThreadAllocatedBytes(id) - before);
      }
      // What the question itself allocates.
      assertTrue(least < 1000, least + " bytes in 1000 runs");
    }
  }
}
