package dev.jacobian.device.cuda;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jacobian.device.Backend;
import dev.jacobian.device.Device;
import dev.jacobian.device.Operand;
import dev.jacobian.expr.Expr;
import dev.jacobian.kernel.Gather;
import dev.jacobian.kernel.IndexMap;
import dev.jacobian.kernel.Kernel;
import dev.jacobian.kernel.Load;
import dev.jacobian.kernel.Output;
import dev.jacobian.shape.DType;
import dev.jacobian.shape.DataException;
import dev.jacobian.shape.Shape;
import dev.jacobian.shape.TensorSpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A launch of more numbers than are given by value is waited for, in a recorded run too. */
class FarLaunchTest {
  private static final Shape SPACE = Shape.of(4);
  private static final int TABLES = 100;
  private static final int ENTRIES = 10;

  @BeforeEach
  void needsCompiler() {
    Emulated.assumeBesideTheCpu();
  }

  @AfterEach
  void nothingIsWrittenOutside() {
    Fakes.checkGuards();
  }

  private final Backend backend = new CudaBackend(Device.cuda(), Emulated.newDriver(), 1L << 30);

  private Operand of(DType dtype, Object values, long size) {
    TensorSpec spec = new TensorSpec(Shape.of(size), dtype);
    Operand operand = new Operand(backend.memory().allocate(spec), spec.shape());
    backend.upload(values, 0, operand);
    return operand;
  }

  /** Adds up the entries of many tables that an index names. */
  private static Kernel kernel() {
    List<Load> loads = new ArrayList<>(List.of(Load.of(DType.INT64, SPACE, SPACE)));
    Expr sum = new Expr.Input(1, DType.FLOAT32);
    for (int i = 1; i <= TABLES; i++) {
      loads.add(new Load(DType.FLOAT32, IndexMap.of(0, 0), new Gather(0, 1, ENTRIES)));
      sum = i == 1 ? sum : sum.add(new Expr.Input(i, DType.FLOAT32));
    }
    return new Kernel(SPACE, loads, List.of(Output.stored(sum, SPACE)));
  }

  private float[] run(long... indices) {
    float[] table = new float[ENTRIES];
    for (int i = 0; i < ENTRIES; i++) {
      table[i] = i;
    }
    Operand[] inputs = new Operand[TABLES + 1];
    Arrays.fill(inputs, of(DType.FLOAT32, table, ENTRIES));
    inputs[0] = of(DType.INT64, indices, indices.length);
    Operand output = of(DType.FLOAT32, new float[indices.length], indices.length);
    backend
        .sequence()
        .run(() -> backend.prepare(kernel()).run(inputs, new double[0], new Operand[] {output}));
    float[] read = new float[indices.length];
    backend.download(output, read, 0);
    return read;
  }

  @Test
  void itIsOneAndABadIndexOfARecordedRunIsFound() {
    assertTrue(CudaKernels.structures(kernel()).stream().allMatch(it -> it.isFar()));
    assertArrayEquals(new float[] {0, 900, 300, 200}, run(0, 9, 3, 2));
    DataException error = assertThrows(DataException.class, () -> run(1, 2, 10, 3));
    assertEquals(
        "index 10 is outside an axis of size 10; expected indices from 0 to 9", error.getMessage());
    assertArrayEquals(new float[] {100, 100, 100, 900}, run(1, 1, 1, 9));
  }
}
