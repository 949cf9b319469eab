package dev.jacobian.device.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jacobian.expr.BinaryFunction;
import dev.jacobian.expr.Expr;
import dev.jacobian.expr.UnaryFunction;
import dev.jacobian.kernel.Kernel;
import dev.jacobian.kernel.Output;
import dev.jacobian.kernel.Reducer;
import dev.jacobian.kernel.java.BrokenCompilers;
import dev.jacobian.kernel.java.KernelCompiler;
import dev.jacobian.shape.DType;
import dev.jacobian.shape.JacobianException;
import dev.jacobian.shape.Shape;
import dev.jacobian.shape.TensorSpec;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Kernels whose source does not compile. */
class KernelFailureTest {
  private static final Expr X = new Expr.Input(0, DType.FLOAT32);

  private static Kernel gated(long size) {
    Expr gated = new Expr.Binary(BinaryFunction.MUL, new Expr.Unary(UnaryFunction.TANH, X), X);
    return Kernel.of(
        Shape.of(size),
        List.of(new TensorSpec(Shape.of(size), DType.FLOAT32)),
        List.of(Output.reduced(gated, Reducer.SUM, List.of(0))));
  }

  @Test
  void theyAreAnErrorWithTheSource() {
    HostBackend broken = new HostBackend(1 << 20, 1, null, BrokenCompilers.compilesNothing());
    JacobianException e = assertThrows(JacobianException.class, () -> broken.prepare(gated(3)));
    String text = e.getMessage();
    assertTrue(text.startsWith("the source of a fused kernel does not compile: "), text);
    assertTrue(text.contains("\n   1  "), text);
    assertTrue(text.contains("int missing"), text);
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
