package dev.jacobian.autograd;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.jacobian.device.Backend;
import dev.jacobian.device.Device;
import dev.jacobian.device.ReferenceBackend;
import dev.jacobian.device.TransferCounter;
import dev.jacobian.shape.AutogradException;
import dev.jacobian.shape.DType;
import dev.jacobian.shape.DeviceException;
import dev.jacobian.tensor.Tensor;
import org.junit.jupiter.api.Test;

/** Tensors on two devices, the second of which is a plain backend under the name of a GPU. */
class TwoDevicesTest {
  private static final Device SECOND = Device.cuda(7);
  private static final Backend BACKEND = ReferenceBackend.install(SECOND);

  private static Tensor leaf(float... values) {
    return Tensor.of(values).setRequiresGrad(true);
  }

  @Test
  void valuesMoveAndComeBack() {
    Tensor x = Tensor.of(new float[] {1, 2});
    Tensor moved = x.to(SECOND);
    assertEquals(SECOND, moved.device());
    assertEquals(Device.cpu(), x.device());
    assertArrayEquals(new float[] {2, 4}, moved.mul(2).cpu().toFloatArray());
    assertSame(moved, moved.to(SECOND));
    assertSame(x, x.cpu());
  }

  @Test
  void everyTypeMoves() {
    for (DType dtype : DType.values()) {
      Tensor x = Tensor.of(new float[] {1, 0, 3}).to(dtype);
      assertArrayEquals(x.toDoubleArray(), x.to(SECOND).cpu().toDoubleArray(), dtype.toString());
    }
  }

  @Test
  void gradientsMoveBack() {
    Tensor x = leaf(1, 2);
    Tensor y = x.to(SECOND);
    y.mul(y).sum().backward();
    assertEquals(Device.cpu(), x.grad().device());
    assertArrayEquals(new float[] {2, 4}, x.grad().toFloatArray());
  }

  @Test
  void operandsOnTwoDevicesAreAnErrorThatNamesBoth() {
    Tensor x = Tensor.zeros(2);
    Tensor y = Tensor.zeros(2).to(SECOND);
    assertEquals(
        "add: operands are on two devices, cpu and cuda:7; expected all operands on one device; fix:"
            + " move one of them, for example x.to(Device.parse(\"cpu\"))",
        assertThrows(DeviceException.class, () -> x.add(y)).getMessage());
    assertEquals(
        "matmul: operands are on two devices, cuda:7 and cpu; expected all operands on one device;"
            + " fix: move one of them, for example x.to(Device.parse(\"cuda:7\"))",
        assertThrows(DeviceException.class, () -> y.reshape(1, 2).matmul(x.reshape(2, 1)))
            .getMessage());
  }

  @Test
  void aChangeInPlaceNeedsOneDeviceToo() {
    Tensor x = Tensor.zeros(2);
    Tensor y = Tensor.ones(2).to(SECOND);
    assertThrows(DeviceException.class, () -> x.addInPlace(y));
    assertEquals(
        "cast: operands are on two devices, cpu and cuda:7; expected all operands on one device; fix:"
            + " move one of them, for example x.to(Device.parse(\"cpu\"))",
        assertThrows(DeviceException.class, () -> x.copyInPlace(y)).getMessage());
  }

  @Test
  void aGradientOnAnotherDeviceCannotBeSet() {
    assertThrows(AutogradException.class, () -> leaf(1, 2).setGrad(Tensor.zeros(2).to(SECOND)));
  }

  @Test
  void transfersAreCountedOnBothSides() {
    TransferCounter.Snapshot cpu = Device.cpu().backend().transfers().snapshot();
    TransferCounter.Snapshot second = BACKEND.transfers().snapshot();
    Tensor x = Tensor.zeros(10, 5);
    Tensor moved = x.to(SECOND);
    moved.mul(2).add(moved).sum();
    assertEquals(
        new TransferCounter.Snapshot(1, 200, 0, 0), BACKEND.transfers().snapshot().since(second));
    assertEquals(
        new TransferCounter.Snapshot(0, 0, 1, 200),
        Device.cpu().backend().transfers().snapshot().since(cpu));
  }

  @Test
  void aLoopOnADeviceMovesOnlyItsBatches() {
    Tensor w = Tensor.of(new float[] {1, 2, 3}, 3, 1).to(SECOND).setRequiresGrad(true);
    TransferCounter.Snapshot before = BACKEND.transfers().snapshot();
    for (int i = 0; i < 5; i++) {
      Tensor batch = Tensor.ones(4, 3).to(SECOND);
      w.setGrad(null);
      batch.matmul(w).square().mean().backward();
      try (Autograd.Guard mode = Autograd.noGrad()) {
        w.subInPlace(w.grad().mul(0.01));
      }
    }
    assertEquals(
        new TransferCounter.Snapshot(5, 5 * 48, 0, 0),
        BACKEND.transfers().snapshot().since(before));
  }
}
