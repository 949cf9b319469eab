package dev.jacobian.nd4j;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jacobian.autograd.Autograd;
import dev.jacobian.device.MemoryScope;
import dev.jacobian.shape.AutogradException;
import dev.jacobian.shape.DType;
import dev.jacobian.shape.DTypeException;
import dev.jacobian.shape.DataException;
import dev.jacobian.shape.MemoryException;
import dev.jacobian.shape.Shape;
import dev.jacobian.tensor.Tensor;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class INDArrayBridgeTest {

  @Test
  void everyTypeComesAndGoes() {
    DataType[] types = {
      DataType.FLOAT, DataType.DOUBLE, DataType.INT32, DataType.INT64, DataType.BOOL
    };
    DType[] dtypes = {DType.FLOAT32, DType.FLOAT64, DType.INT32, DType.INT64, DType.BOOL};
    for (int i = 0; i < types.length; i++) {
      INDArray array = Nd4j.createFromArray(new double[][] {{1, 0, 3}, {4, 5, 0}}).castTo(types[i]);
      Tensor tensor = INDArrayBridge.fromINDArray(array);
      assertEquals(dtypes[i], tensor.dtype());
      assertEquals(Shape.of(2, 3), tensor.shape());
      double[] expected =
          types[i] == DataType.BOOL
              ? new double[] {1, 0, 1, 1, 1, 0}
              : new double[] {1, 0, 3, 4, 5, 0};
      assertArrayEquals(expected, tensor.toDoubleArray(), types[i].toString());
      INDArray back = INDArrayBridge.toINDArray(tensor);
      assertEquals(types[i], back.dataType());
      assertArrayEquals(new long[] {2, 3}, back.shape());
      assertArrayEquals(expected, back.castTo(DataType.DOUBLE).ravel().toDoubleVector());
    }
  }

  @Test
  void memoryIsSharedWhereItCanBe() {
    INDArray array = Nd4j.createFromArray(1f, 2f, 3f);
    Tensor tensor = INDArrayBridge.fromINDArray(array);
    boolean shared = INDArrayBridge.sharesMemory(tensor);
    array.putScalar(0, 10);
    assertEquals(shared ? 10 : 1, tensor.get(0).item());
    tensor.fillInPlace(7);
    assertEquals(shared ? 7 : 2, array.getFloat(1));
    INDArray back = INDArrayBridge.toINDArray(tensor);
    tensor.addInPlace(1);
    assertEquals(shared ? 8 : 7, back.getFloat(2));
  }

  @Test
  void viewsBecomeArraysWithTheirStrides() {
    Tensor matrix = Tensor.of(new float[] {1, 2, 3, 4, 5, 6}, 2, 3);
    Tensor part = matrix.t().slice(0, 1, 3);
    INDArray array = INDArrayBridge.toINDArray(part);
    assertArrayEquals(new long[] {2, 2}, array.shape());
    assertArrayEquals(new float[] {2, 5, 3, 6}, array.dup('c').data().asFloat());
    boolean shared = INDArrayBridge.sharesMemory(matrix);
    matrix.fillInPlace(7);
    assertEquals(shared ? 7 : 6, array.getFloat(1, 1));
    assertArrayEquals(shared ? new long[] {1, 3} : array.stride(), array.stride());
    // ND4J has no strides for these.
    Tensor backwards = Tensor.of(new float[] {1, 2, 3}).flip(0);
    assertArrayEquals(new float[] {3, 2, 1}, INDArrayBridge.toINDArray(backwards).data().asFloat());
    Tensor repeated = Tensor.of(new float[] {1, 2}, 2, 1).expand(2, 2);
    assertArrayEquals(
        new float[] {1, 1, 2, 2}, INDArrayBridge.toINDArray(repeated).dup('c').data().asFloat());
  }

  @Test
  void columnsSlicesAndTransposesKeepTheirOrder() {
    INDArray matrix = Nd4j.createFromArray(new float[][] {{1, 2, 3}, {4, 5, 6}});
    assertArrayEquals(
        new float[] {1, 4, 2, 5, 3, 6},
        INDArrayBridge.fromINDArray(matrix.transpose()).toFloatArray());
    assertArrayEquals(
        new float[] {2, 5}, INDArrayBridge.fromINDArray(matrix.getColumn(1)).toFloatArray());
    assertArrayEquals(
        new float[] {4, 5, 6}, INDArrayBridge.fromINDArray(matrix.getRow(1)).toFloatArray());
    assertArrayEquals(
        new float[] {1, 2, 3, 4, 5, 6},
        INDArrayBridge.fromINDArray(matrix.dup('f')).toFloatArray());
  }

  @Test
  void scalarsAndEmptyArraysPass() {
    Tensor scalar = INDArrayBridge.fromINDArray(Nd4j.scalar(2.5f));
    assertEquals(Shape.scalar(), scalar.shape());
    assertEquals(2.5, scalar.item());
    assertEquals(2.5f, INDArrayBridge.toINDArray(Tensor.of(2.5f)).getFloat(0));
    Tensor empty = INDArrayBridge.fromINDArray(Nd4j.create(DataType.FLOAT, 0, 3));
    assertEquals(Shape.of(0, 3), empty.shape());
    assertArrayEquals(new long[] {0, 3}, INDArrayBridge.toINDArray(Tensor.zeros(0, 3)).shape());
  }

  @Test
  void aReshapedTensorKeepsItsShape() {
    INDArray array = INDArrayBridge.toINDArray(Tensor.arange(6).reshape(3, 2));
    assertArrayEquals(new long[] {3, 2}, array.shape());
    assertEquals(5, array.getLong(2, 1));
  }

  @Test
  void gradientsFlowToATensorThatWasAnArray() {
    Tensor w = INDArrayBridge.fromINDArray(Nd4j.createFromArray(1f, 2f)).setRequiresGrad(true);
    w.mul(w).sum().backward();
    assertArrayEquals(new float[] {2, 4}, INDArrayBridge.toINDArray(w.grad()).toFloatVector());
  }

  @Test
  void anArrayOutlivesTheScopeOfItsTensor() {
    INDArray array;
    try (MemoryScope scope = MemoryScope.open()) {
      array = INDArrayBridge.toINDArray(Tensor.of(new float[] {1, 2}).mul(3));
    }
    try (MemoryScope scope = MemoryScope.open()) {
      Tensor.zeros(2).fillInPlace(-1);
      assertArrayEquals(new float[] {3, 6}, array.toFloatVector());
    }
  }

  @Test
  void theArrayOfAGradientOutlivesTheScopeThatTheGradientIsDroppedIn() {
    Tensor w = Tensor.of(new float[] {1, 2}).setRequiresGrad(true);
    w.mul(w).sum().backward();
    INDArray array = INDArrayBridge.toINDArray(w.grad());
    try (MemoryScope scope = MemoryScope.open()) {
      w.setGrad(null);
    }
    try (MemoryScope scope = MemoryScope.open()) {
      Tensor.zeros(2).fillInPlace(-1);
      assertArrayEquals(new float[] {2, 4}, array.toFloatVector());
    }
  }

  @Test
  void aReleasedTensorBecomesNoArray() {
    Tensor released;
    try (MemoryScope scope = MemoryScope.open()) {
      released = Tensor.of(new float[] {1, 2}).mul(3);
    }
    MemoryException e =
        assertThrows(MemoryException.class, () -> INDArrayBridge.toINDArray(released));
    assertTrue(e.getMessage().startsWith("the values of a float32[2] tensor were released"));
  }

  @Test
  void aRecordedTensorIsRefused() {
    Tensor x = Tensor.of(new float[] {1, 2}).setRequiresGrad(true);
    AutogradException error =
        assertThrows(AutogradException.class, () -> INDArrayBridge.toINDArray(x));
    assertEquals(
        "toINDArray: a float32[2] tensor that requires a gradient; expected one that does not, since"
            + " no gradient flows through an INDArray; fix: call toINDArray(x.detach())",
        error.getMessage());
    try (Autograd.Guard mode = Autograd.noGrad()) {
      assertArrayEquals(new float[] {1, 2}, INDArrayBridge.toINDArray(x.detach()).toFloatVector());
    }
  }

  @Test
  void otherTypesAndClosedArraysAreRefused() {
    DTypeException type =
        assertThrows(
            DTypeException.class,
            () -> INDArrayBridge.fromINDArray(Nd4j.zeros(DataType.FLOAT16, 2)));
    assertEquals(
        "an INDArray of type HALF cannot become a tensor; expected one of FLOAT, DOUBLE, INT, LONG,"
            + " BOOL; fix: convert it first, for example array.castTo(DataType.FLOAT)",
        type.getMessage());
    INDArray closed = Nd4j.zeros(DataType.FLOAT, 2);
    closed.close();
    assertThrows(DataException.class, () -> INDArrayBridge.fromINDArray(closed));
  }
}
