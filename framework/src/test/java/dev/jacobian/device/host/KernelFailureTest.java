package dev.jacobian.device.host;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jacobian.device.MemoryScope;
import dev.jacobian.device.Operand;
import dev.jacobian.expr.BinaryFunction;
import dev.jacobian.expr.Expr;
import dev.jacobian.expr.UnaryFunction;
import dev.jacobian.kernel.Kernel;
import dev.jacobian.kernel.Output;
import dev.jacobian.kernel.Reduction;
import dev.jacobian.kernel.java.BrokenCompilers;
import dev.jacobian.kernel.java.KernelCompiler;
import dev.jacobian.logs.LogRecord;
import dev.jacobian.logs.Logs;
import dev.jacobian.shape.DType;
import dev.jacobian.shape.Shape;
import dev.jacobian.shape.TensorSpec;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.slf4j.event.Level;

/** Kernels whose source does not compile. */
class KernelFailureTest {
  private static final Expr X = new Expr.Input(0, DType.FLOAT32);

  private static Kernel gated(long size) {
    Expr gated = new Expr.Binary(BinaryFunction.MUL, new Expr.Unary(UnaryFunction.TANH, X), X);
    return Kernel.of(
        Shape.of(size),
        List.of(new TensorSpec(Shape.of(size), DType.FLOAT32)),
        List.of(Output.reduced(gated, Reduction.SUM, List.of(0))));
  }

  private static float[] run(HostBackend backend, int size) {
    try (MemoryScope scope = MemoryScope.open()) {
      TensorSpec specs = new TensorSpec(Shape.of(size), DType.FLOAT32);
      Operand input = new Operand(backend.memory().allocate(specs), specs.shape());
      float[] values = new float[size];
      for (int i = 0; i < size; i++) {
        values[i] = i - size / 3f;
      }
      backend.upload(values, 0, input);
      TensorSpec one = new TensorSpec(Shape.of(1), DType.FLOAT32);
      Operand output = new Operand(backend.memory().allocate(one), one.shape());
      backend
          .prepare(gated(size))
          .run(new Operand[] {input}, new double[0], new Operand[] {output});
      float[] sum = new float[1];
      backend.download(output, sum, 0);
      return sum;
    }
  }

  @Test
  void theyAreInterpretedAndTheSourceIsLoggedOnce() {
    HostBackend broken = new HostBackend(1 << 20, 1, null, BrokenCompilers.compilesNothing());
    HostBackend whole = new HostBackend(1 << 20, 1);
    try (Logs logs = Logs.collect()) {
      for (int size : new int[] {3, 20, 300}) {
        assertArrayEquals(run(whole, size), run(broken, size));
      }
      List<LogRecord> lines = logs.of(KernelCompiler.class);
      assertEquals(1, lines.size(), lines.toString());
      LogRecord line = lines.get(0);
      assertEquals(Level.WARN, line.level());
      assertTrue(
          line.text().startsWith("the source of a fused kernel does not compile: "), line.text());
      assertTrue(line.text().contains("\n   1  "), line.text());
      assertTrue(line.text().contains("int missing"), line.text());
    }
  }

  @Test
  void allKernelsOfAFormShareTheBackendsClass() {
    KernelCompiler compiler = new KernelCompiler();
    HostBackend backend = new HostBackend(1 << 20, 1, null, compiler);
    for (int size : new int[] {3, 20, 300}) {
      backend.prepare(gated(size));
    }
    assertEquals(1, compiler.compiledClasses());
    assertEquals(2, compiler.cacheHits());
  }
}
