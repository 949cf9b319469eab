package dev.jacobian.device.nd4j;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.jacobian.device.Backend;
import dev.jacobian.device.BackendCompatibilityKit;
import dev.jacobian.device.MemoryScope;
import dev.jacobian.device.Operand;
import dev.jacobian.device.SingleKernels;
import dev.jacobian.expr.BinaryFunction;
import dev.jacobian.expr.Expr;
import dev.jacobian.kernel.Reducer;
import dev.jacobian.shape.DType;
import dev.jacobian.shape.Shape;
import dev.jacobian.shape.TensorSpec;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.factory.Nd4j;

final class Nd4jBackendTest extends BackendCompatibilityKit {
  private static final Backend BACKEND = Nd4jCpu.backend();

  @Override
  protected Backend backend() {
    return BACKEND;
  }

  private static Operand allocate(long... dims) {
    Shape shape = Shape.of(dims);
    return new Operand(BACKEND.memory().allocate(new TensorSpec(shape, DType.FLOAT32)), shape);
  }

  /** Kernels of each kind, on memory that a scope takes back. */
  private static void step() {
    try (MemoryScope scope = MemoryScope.open()) {
      assertEquals(scope, MemoryScope.current());
      Operand x = allocate(32, 10);
      Operand w = allocate(10, 4);
      Operand b = allocate(4);
      Operand y = allocate(32, 4);
      Operand sum = allocate(1, 4);
      BACKEND.upload(new float[320], 0, x);
      SingleKernels.fill(BACKEND, w, 0.5);
      SingleKernels.fill(BACKEND, b, -1);
      BACKEND.matmul(x, false, w, false, y);
      Expr in = new Expr.Input(0, DType.FLOAT32);
      Expr bias = new Expr.Input(1, DType.FLOAT32);
      Expr half = new Expr.Constant(0.5, DType.FLOAT32);
      Expr shifted = new Expr.Binary(BinaryFunction.ADD, in, bias);
      Expr clipped = new Expr.Binary(BinaryFunction.MAXIMUM, shifted, half);
      SingleKernels.elementwise(BACKEND, clipped, new Operand[] {y, b}, y);
      SingleKernels.reduce(BACKEND, Reducer.SUM, y, new int[] {0}, sum);
      BACKEND.copy(y.at(y.layout().permute(List.of(1, 0))), allocate(4, 32));
      BACKEND.copy(y.at(y.layout().slice(0, 3, 5, 2)), allocate(5, 4));
      BACKEND.download(sum, new float[4], 0);
    }
  }

  @Test
  void kernelsMakeNoArraysOfNd4jOnceWarm() {
    assertInstanceOf(Nd4jBackend.class, BACKEND);
    for (int i = 0; i < 5; i++) {
      step();
    }
    // Every buffer and every argument list of ND4J takes the next number of this counter.
    long before = Nd4j.getDeallocatorService().nextValue();
    for (int i = 0; i < 200; i++) {
      step();
    }
    assertEquals(before + 1, Nd4j.getDeallocatorService().nextValue());
  }

  @Test
  void kernelsForgetMemoryThatThePoolHasFreed() {
    for (int i = 0; i < 20; i++) {
      step();
      BACKEND.memory().trim();
      assertEquals(0, BACKEND.memory().usage().freeBytes());
      try (MemoryScope scope = MemoryScope.open()) {
        Operand a = allocate(3, 2);
        Operand b = allocate(2, 3);
        Operand c = allocate(3, 3);
        SingleKernels.fill(BACKEND, a, i);
        SingleKernels.fill(BACKEND, b, 1);
        BACKEND.matmul(a, false, b, false, c);
        float[] product = new float[9];
        BACKEND.download(c, product, 0);
        float entry = 2 * i;
        assertEquals(scope, c.storage().owner());
        assertArrayEquals(
            new float[] {entry, entry, entry, entry, entry, entry, entry, entry, entry}, product);
      }
    }
  }
}
