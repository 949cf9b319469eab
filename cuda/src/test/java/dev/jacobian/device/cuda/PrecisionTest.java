package dev.jacobian.device.cuda;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.jacobian.compile.Compiled;
import dev.jacobian.device.Device;
import dev.jacobian.device.MatmulPrecision;
import dev.jacobian.shape.DType;
import dev.jacobian.shape.Shape;
import dev.jacobian.tensor.Tensor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Products in float32 are exact unless they are allowed to be in TF32. */
class PrecisionTest {
  /** One bit more than TF32 has, which is rounded to the even one below. */
  private static final float BEYOND_TF32 = 1 + 1f / 2048;

  private final Device device = Device.cuda();

  @BeforeEach
  void needsCompiler() {
    Emulated.assumeBesideTheCpu();
  }

  @AfterEach
  void mend() {
    device.setFloat32MatmulPrecision(MatmulPrecision.HIGHEST);
  }

  private void allow(MatmulPrecision precision) {
    device.setFloat32MatmulPrecision(precision);
    assertEquals(precision, device.float32MatmulPrecision());
  }

  /** Returns a matrix whose products are none of a few elements. */
  private static Tensor large(float number) {
    return Tensor.full(Shape.of(100, 100), number).cuda();
  }

  @Test
  void factorsHaveAllTheirBitsUnlessTheyMayBeRounded() {
    Tensor a = large(BEYOND_TF32);
    Tensor b = large(0.5f);
    double exact = 50 * BEYOND_TF32;
    assertEquals(MatmulPrecision.HIGHEST, device.float32MatmulPrecision());
    long before = Fakes.count("tf32");
    assertEquals(exact, a.matmul(b).max().item());
    assertEquals(before, Fakes.count("tf32"));
    allow(MatmulPrecision.HIGH);
    long full = Fakes.count("float32");
    assertEquals(50, a.matmul(b).max().item());
    assertEquals(before + 1, Fakes.count("tf32"));
    assertEquals(full, Fakes.count("float32"));
    allow(MatmulPrecision.HIGHEST);
    assertEquals(exact, a.matmul(b).max().item());
  }

  @Test
  void float64IsNeverRounded() {
    allow(MatmulPrecision.HIGH);
    Tensor a = large(BEYOND_TF32).to(DType.FLOAT64);
    assertEquals(50 * BEYOND_TF32, a.matmul(large(0.5f).to(DType.FLOAT64)).max().item(), 1e-12);
  }

  /** A kernel of a few elements gains nothing by TF32, compiled or not. */
  @Test
  void productsOfAFewElementsAreNeverRounded() {
    allow(MatmulPrecision.HIGH);
    Tensor a = Tensor.of(new float[] {BEYOND_TF32, 3}, 1, 2).cuda();
    Tensor b = Tensor.of(new float[] {1, 0.5f}, 2, 1).cuda();
    Compiled product = Compiled.function(t -> t[0].matmul(b));
    assertEquals(1.5f + BEYOND_TF32, a.matmul(b).item());
    assertEquals(1.5f + BEYOND_TF32, product.run(a).item());
  }

  @Test
  void aCompiledFunctionFollowsWithoutAGraphOfItsOwn() {
    Tensor b = large(1);
    Compiled product = Compiled.function(t -> t[0].matmul(b).mul(0.5).max());
    Tensor a = large(BEYOND_TF32);
    double exact = 50 * BEYOND_TF32;
    assertEquals(exact, product.run(a).item());
    long graphs = Fakes.count("graphs");
    allow(MatmulPrecision.HIGH);
    assertEquals(50, product.run(a).item());
    allow(MatmulPrecision.HIGHEST);
    assertEquals(exact, product.run(a).item());
    assertEquals(graphs, Fakes.count("graphs"));
  }
}
