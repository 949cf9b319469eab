package dev.jacobian.device.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jacobian.device.Backend;
import dev.jacobian.device.MemoryScope;
import dev.jacobian.device.Operand;
import dev.jacobian.device.SingleKernels;
import dev.jacobian.expr.Expr;
import dev.jacobian.expr.UnaryFunction;
import dev.jacobian.kernel.c.CKernels;
import dev.jacobian.kernel.c.CompiledC;
import dev.jacobian.shape.DType;
import dev.jacobian.shape.Shape;
import dev.jacobian.shape.TensorSpec;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The functions of float have the same bits in C as in Java, from the smallest to NaN. */
class FloatFunctionsInCTest {
  /** Between the bits of neighbours that are tried; every 61st was tried once. */
  private static final int STEP = Integer.getInteger("floats.step", 4099);

  private static final int COUNT = 1 << 20;

  @BeforeEach
  void needsCompiler() {
    CompiledC.assumeCompiler();
  }

  @ParameterizedTest
  @EnumSource(UnaryFunction.class)
  void sameBits(UnaryFunction function) {
    CKernels functions = CompiledC.always();
    Backend java = new HostBackend(1L << 30, 1);
    Backend inC = new HostBackend(1L << 30, 1, functions);
    Expr value = new Expr.Unary(function, new Expr.Input(0, DType.FLOAT32));
    float[] x = new float[COUNT];
    long tried = 0;
    while (tried * STEP < 1L << 32) {
      for (int i = 0; i < COUNT; i++) {
        x[i] = Float.intBitsToFloat((int) ((tried + i) * STEP));
      }
      float[] expected = run(java, value, x);
      float[] found = run(inC, value, x);
      for (int i = 0; i < COUNT; i++) {
        if (Float.floatToIntBits(expected[i]) != Float.floatToIntBits(found[i])) {
          assertEquals(expected[i], found[i], function + " of " + x[i]);
        }
      }
      tried += COUNT;
    }
    assertTrue(functions.compiled() > 0, "it ran in C");
    assertTrue(tried >= COUNT);
  }

  private static float[] run(Backend backend, Expr value, float[] x) {
    TensorSpec spec = new TensorSpec(Shape.of(x.length), DType.FLOAT32);
    try (MemoryScope scope = MemoryScope.open()) {
      assertTrue(scope != null);
      Operand input = new Operand(backend.memory().allocate(spec), spec.shape());
      backend.upload(x, 0, input);
      Operand output = new Operand(backend.memory().allocate(spec), spec.shape());
      SingleKernels.elementwise(backend, value, new Operand[] {input}, output);
      float[] result = new float[x.length];
      backend.download(output, result, 0);
      return result;
    }
  }
}
