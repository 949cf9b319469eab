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
import dev.jacobian.kernel.Reducer;
import dev.jacobian.kernel.Store;
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
  void whatTheThreadsOfABlockShareIsCountedIn64Too() {
    Shape space = Shape.of(100);
    float[] x = new float[100];
    float[] sums = new float[100];
    float total = 0;
    for (int i = 0; i < x.length; i++) {
      x[i] = i % 7;
      total += x[i] + (i == 0 ? 5 : 9);
      sums[i] = total;
    }
    Expr value = new Expr.Input(0, DType.FLOAT32).add(new Expr.Input(1, DType.FLOAT32));
    Output sum = Output.reduced(value, Reducer.SUM, List.of(0));
    Expr share = new Expr.Input(1, DType.FLOAT32).sub(new Expr.Reduced(0, DType.FLOAT32));
    float[] shares = new float[100];
    for (int i = 0; i < shares.length; i++) {
      shares[i] = x[i] - total;
    }
    checkLong(List.of(sum), List.of(new float[] {total}), x);
    checkLong(List.of(sum, Output.stored(share, space)), List.of(new float[] {total}, shares), x);
    Output scan = new Output(value, new Store.Scan(Reducer.SUM, 0, false));
    checkLong(List.of(scan), List.of(sums), x);
  }

  private static void checkLong(List<Output> outputs, List<float[]> expected, float[] x) {
    Shape space = Shape.of(x.length);
    IndexMap far = IndexMap.of(0, 1).within(new Bound(0, List.of(1L << 33), 1), 9);
    List<Load> loads = List.of(new Load(DType.FLOAT32, far), Load.of(DType.FLOAT32, space, space));
    Kernel kernel = new Kernel(space, loads, outputs);
    CudaStructure structure = CudaKernels.structures(kernel).get(0);
    assertTrue(structure.isLong());
    assertEquals(CudaStructure.Form.BLOCK, structure.form());
    Operand[] results =
        expected.stream().map(values -> operand(new float[values.length])).toArray(Operand[]::new);
    Emulated.backend()
        .prepare(kernel)
        .run(new Operand[] {operand(5), operand(x)}, new double[0], results);
    for (int i = 0; i < results.length; i++) {
      float[] values = new float[expected.get(i).length];
      Emulated.backend().download(results[i], values, 0);
      assertArrayEquals(expected.get(i), values);
    }
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
                Output.reduced(x, Reducer.MAX, List.of(1)),
                Output.reduced(shifted, Reducer.SUM, List.of(1)),
                Output.stored(shifted.div(new Expr.Reduced(1, DType.FLOAT32)), space)));
    assertEquals(1, CudaKernels.structures(kernel).size());
  }
}
