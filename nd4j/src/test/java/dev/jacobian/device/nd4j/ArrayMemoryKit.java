package dev.jacobian.device.nd4j;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.jacobian.device.Backend;
import dev.jacobian.device.Device;
import dev.jacobian.device.MemoryScope;
import dev.jacobian.device.Operand;
import dev.jacobian.device.SingleKernels;
import dev.jacobian.device.Storage;
import dev.jacobian.device.nd4j.call.Types;
import dev.jacobian.shape.DType;
import dev.jacobian.shape.Shape;
import dev.jacobian.shape.TensorSpec;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.memory.MemoryWorkspace;
import org.nd4j.linalg.api.memory.conf.WorkspaceConfiguration;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/** What every backend must do whose blocks and ND4J's buffers can be the same memory. */
abstract class ArrayMemoryKit {
  /** Which settings ND4J gets is decided by who loads it. */
  @BeforeAll
  static void loadNd4j() {
    Nd4jRuntime.load(Device.Kind.CPU);
  }

  /** Returns the backend that is tested; the same one at every call. */
  protected abstract Backend backend();

  private static INDArray counting(long... shape) {
    return Nd4j.arange((double) Shape.of(shape).size()).castTo(DataType.FLOAT).reshape('c', shape);
  }

  private float[] floats(Operand operand) {
    float[] values = new float[(int) operand.shape().size()];
    backend().download(operand, values, 0);
    return values;
  }

  private Operand adopted(INDArray array) {
    DType dtype = Types.of(array.dataType()).orElseThrow();
    return new Operand(Nd4jArrays.adopt(array, dtype, backend()), Shape.of(array.shape()));
  }

  private Operand made(Shape shape, float... values) {
    Storage storage = backend().memory().allocate(new TensorSpec(shape, DType.FLOAT32));
    Operand operand = new Operand(storage, shape);
    backend().upload(values, 0, operand);
    return operand;
  }

  @Test
  void anAdoptedArrayAndItsStorageAreTheSameMemory() {
    INDArray array = counting(2, 3);
    Operand operand = adopted(array);
    assertArrayEquals(new float[] {0, 1, 2, 3, 4, 5}, floats(operand));
    SingleKernels.fill(backend(), operand, 7);
    assertEquals(42, array.sumNumber().doubleValue());
    array.putScalar(1, 2, -1);
    assertArrayEquals(new float[] {7, 7, 7, 7, 7, -1}, floats(operand));
  }

  @Test
  void releasingAdoptedStorageLeavesTheArrayAlone() {
    INDArray array = counting(4);
    Storage storage = adopted(array).storage();
    try (MemoryScope scope = MemoryScope.open()) {
      storage.moveTo(scope);
    }
    assertFalse(array.wasClosed());
    assertEquals(6, array.sumNumber().doubleValue());
  }

  @Test
  void rowsOfALargerArrayAreAdoptedWithTheirOffset() {
    INDArray whole = counting(4, 3);
    INDArray rows = whole.get(NDArrayIndex.interval(1, 3), NDArrayIndex.all());
    Operand operand = adopted(rows);
    assertArrayEquals(new float[] {3, 4, 5, 6, 7, 8}, floats(operand));
    Operand column = made(Shape.of(2, 1), 0, 0);
    backend().copy(operand.at(operand.layout().slice(1, 2, 1, 1)), column);
    assertArrayEquals(new float[] {5, 8}, floats(column));
    backend()
        .copy(made(Shape.of(1, 3), -1, -2, -3), operand.at(operand.layout().slice(0, 1, 1, 1)));
    backend().upload(new float[] {10, 11, 12}, 0, new Operand(operand.storage(), Shape.of(3)));
    assertArrayEquals(
        new float[] {0, 1, 2, 10, 11, 12, -1, -2, -3, 9, 10, 11}, whole.data().asFloat());
    INDArray again = Nd4jArrays.viewOf(operand);
    again.putScalar(0, 0, 99);
    assertEquals(99, whole.getDouble(1, 0));
  }

  @Test
  void otherLayoutsAreCopiedInRowMajorOrder() {
    INDArray transposed = counting(2, 3).transpose();
    Operand operand = adopted(transposed);
    assertArrayEquals(new float[] {0, 3, 1, 4, 2, 5}, floats(operand));
    SingleKernels.fill(backend(), operand, 7);
    assertEquals(15, transposed.sumNumber().doubleValue());
    INDArray column = counting(3, 2).getColumn(1);
    assertArrayEquals(new float[] {1, 3, 5}, floats(adopted(column)));
  }

  @Test
  void anArrayInAWorkspaceIsCopied() {
    WorkspaceConfiguration fixed = WorkspaceConfiguration.builder().initialSize(1 << 16).build();
    Operand operand;
    try (MemoryWorkspace workspace =
        Nd4j.getWorkspaceManager().getAndActivateWorkspace(fixed, "adopt")) {
      INDArray array = Nd4j.createFromArray(1f, 2f);
      assertEquals(true, array.isAttached(), workspace.getId());
      operand = adopted(array);
      array.assign(-1);
    }
    assertArrayEquals(new float[] {1, 2}, floats(operand));
  }

  @ParameterizedTest
  @EnumSource(DType.class)
  void everyTypeGoesThereAndBack(DType dtype) {
    INDArray array = Nd4j.createFromArray(1f, 0f, 1f).castTo(Types.of(dtype));
    Storage storage = adopted(array).storage();
    assertEquals(dtype, storage.dtype());
    assertEquals(array, Nd4jArrays.viewOf(new Operand(storage, Shape.of(3))));
  }

  @Test
  void scalarsAndEmptyArraysGoThereAndBack() {
    INDArray scalar = Nd4j.scalar(3f);
    Operand one = adopted(scalar);
    assertArrayEquals(new float[] {3}, floats(one));
    assertEquals(scalar, Nd4jArrays.viewOf(made(Shape.scalar(), 3)));
    Operand none = adopted(Nd4j.create(DataType.FLOAT, 0, 4));
    assertEquals(Shape.of(0, 4), none.shape());
    assertEquals(0, none.storage().size());
    assertArrayEquals(new long[] {0, 4}, Nd4jArrays.viewOf(none).shape());
  }

  @Test
  void aViewAndItsStorageAreTheSameMemory() {
    Operand operand = made(Shape.of(2, 2), 1, 2, 3, 4);
    INDArray array = Nd4jArrays.viewOf(operand);
    assertArrayEquals(new long[] {2, 2}, array.shape());
    array.muli(10);
    assertArrayEquals(new float[] {10, 20, 30, 40}, floats(operand));
    SingleKernels.fill(backend(), operand, 5);
    assertEquals(20, array.sumNumber().doubleValue());
  }

  @Test
  void aViewKeepsItsMemoryBeyondTheScopeOfItsStorage() {
    INDArray array;
    try (MemoryScope scope = MemoryScope.open()) {
      array = Nd4jArrays.viewOf(made(Shape.of(3), 1, 2, 3));
      assertEquals(scope, MemoryScope.current());
    }
    System.gc();
    for (int i = 0; i < 20; i++) {
      made(Shape.of(3), -1, -1, -1);
    }
    assertArrayEquals(new float[] {1, 2, 3}, array.dup().data().asFloat());
  }
}
