package dev.jacobian.device.cuda;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jacobian.device.Backend;
import dev.jacobian.device.MemoryScope;
import dev.jacobian.device.Operand;
import dev.jacobian.expr.Expr;
import dev.jacobian.kernel.Bound;
import dev.jacobian.kernel.IndexMap;
import dev.jacobian.kernel.Kernel;
import dev.jacobian.kernel.Load;
import dev.jacobian.kernel.Output;
import dev.jacobian.kernel.Reduction;
import dev.jacobian.kernel.cuda.CudaStructure;
import dev.jacobian.shape.DType;
import dev.jacobian.shape.Shape;
import dev.jacobian.shape.TensorSpec;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Launches of forms that kernels of an ordinary size do not have. */
class LaunchTest {
  private static final TensorSpec TWO = new TensorSpec(Shape.of(2), DType.FLOAT32);

  private MemoryScope scope;

  @BeforeEach
  void open() {
    Emulated.assumeCompiler();
    scope = MemoryScope.open();
  }

  @AfterEach
  void close() {
    if (scope != null) {
      scope.close();
      Fakes.checkGuards();
    }
  }

  private static Operand operand(float... values) {
    Backend backend = Emulated.backend();
    Shape shape = Shape.of(values.length);
    Operand operand =
        new Operand(backend.memory().allocate(new TensorSpec(shape, DType.FLOAT32)), shape);
    backend.upload(values, 0, operand);
    return operand;
  }

  private static float[] run(Kernel kernel, Operand... inputs) {
    Operand output = operand(-1, -1);
    Emulated.backend().prepare(kernel).run(inputs, new double[0], new Operand[] {output});
    float[] values = new float[2];
    Emulated.backend().download(output, values, 0);
    return values;
  }

  @Test
  void elementsBeyond32BitsAreCountedIn64() {
    for (IndexMap far :
        List.of(
            IndexMap.of(0, 1L << 33).within(new Bound(0, List.of(1L), 1), 9),
            IndexMap.of(0, 1).within(new Bound(0, List.of(1L << 33), 1), 9))) {
      checkLong(far);
    }
  }

  private static void checkLong(IndexMap far) {
    Load load = new Load(DType.FLOAT32, far);
    Expr value = new Expr.Input(0, DType.FLOAT32).add(1);
    Shape space = TWO.shape();
    Kernel kernel = new Kernel(space, List.of(load), List.of(Output.stored(value, space)));
    CudaStructure structure = CudaKernels.structures(kernel).get(0);
    assertTrue(structure.isLong());
    assertArrayEquals(new float[] {6, 10}, run(kernel, operand(5)));
  }

  @Test
  void moreNumbersThanALaunchTakesAreReadFromTheDevice() {
    int count = 120;
    Expr sum = new Expr.Input(0, DType.FLOAT32);
    for (int i = 1; i < count; i++) {
      sum = sum.add(new Expr.Input(i, DType.FLOAT32));
    }
    Kernel kernel =
        Kernel.of(
            TWO.shape(), Collections.nCopies(count, TWO), List.of(Output.stored(sum, TWO.shape())));
    assertTrue(CudaKernels.structures(kernel).get(0).isFar());
    Operand[] inputs = new Operand[count];
    Arrays.setAll(inputs, i -> operand(i, 1));
    assertArrayEquals(new float[] {count * (count - 1) / 2f, count}, run(kernel, inputs));
  }

  @Test
  void kernelsOfOneStructureShareOneFunctionWhateverTheirShapes() {
    for (int size : new int[] {7, 70, 700}) {
      long before = Fakes.count("modules");
      TensorSpec spec = new TensorSpec(Shape.of(size), DType.FLOAT32);
      Expr value = new Expr.Input(0, DType.FLOAT32).mul(size).add(0.5);
      Kernel kernel =
          Kernel.of(spec.shape(), List.of(spec), List.of(Output.stored(value, spec.shape())));
      Operand x = operand(new float[size]);
      Emulated.backend()
          .prepare(kernel)
          .run(new Operand[] {x}, new double[0], new Operand[] {operand(new float[size])});
      assertTrue(size == 7 || Fakes.count("modules") == before, "size " + size);
    }
  }

  @Test
  void softmaxOfRowsIsOneLaunch() {
    Shape space = Shape.of(2, 100);
    TensorSpec spec = new TensorSpec(space, DType.FLOAT32);
    Expr x = new Expr.Input(0, DType.FLOAT32);
    Expr shifted = x.sub(new Expr.Reduced(0, DType.FLOAT32));
    Kernel kernel =
        Kernel.of(
            space,
            List.of(spec),
            List.of(
                Output.reduced(x, Reduction.MAX, List.of(1)),
                Output.reduced(shifted, Reduction.SUM, List.of(1)),
                Output.stored(shifted.div(new Expr.Reduced(1, DType.FLOAT32)), space)));
    assertEquals(1, CudaKernels.structures(kernel).size());
  }
}
