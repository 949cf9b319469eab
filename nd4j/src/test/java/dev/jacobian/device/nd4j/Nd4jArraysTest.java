package dev.jacobian.device.nd4j;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jacobian.device.Backend;
import dev.jacobian.device.Device;
import dev.jacobian.device.ReferenceBackend;
import dev.jacobian.shape.DTypeException;
import dev.jacobian.shape.DataException;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

final class Nd4jArraysTest extends ArrayMemoryKit {
  private static final Backend BACKEND = Nd4jBackend.start(Device.cpu());

  @Override
  protected Backend backend() {
    return BACKEND;
  }

  @Test
  void memoryIsSharedOnTheDeviceThatNd4jComputesOn() {
    assertTrue(Nd4jArrays.sharesMemory(BACKEND));
    assertFalse(Nd4jArrays.sharesMemory(ReferenceBackend.install(Device.cuda(7))));
  }

  @Test
  void aTypeWeDoNotHaveIsRefused() {
    DTypeException e =
        assertThrows(DTypeException.class, () -> Nd4jArrays.adopt(Nd4j.create(DataType.INT16, 2)));
    assertEquals(
        "an INDArray of type SHORT cannot become a tensor; expected one of FLOAT, DOUBLE, INT, LONG, BOOL; fix:"
            + " convert it first, for example array.castTo(DataType.FLOAT)",
        e.getMessage());
  }

  @Test
  void aClosedArrayIsRefused() {
    INDArray array = Nd4j.createFromArray(1f, 2f);
    array.close();
    DataException e = assertThrows(DataException.class, () -> Nd4jArrays.adopt(array));
    assertEquals(
        "an INDArray that was closed cannot become a tensor; expected an array that is open",
        e.getMessage());
  }
}
