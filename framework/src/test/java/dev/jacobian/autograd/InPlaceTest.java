package dev.jacobian.autograd;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jacobian.device.Device;
import dev.jacobian.device.Operand;
import dev.jacobian.device.ReferenceBackend;
import dev.jacobian.device.Storage;
import dev.jacobian.shape.AutogradException;
import dev.jacobian.shape.DTypeException;
import dev.jacobian.shape.ShapeException;
import dev.jacobian.tensor.Tensor;
import org.junit.jupiter.api.Test;

class InPlaceTest {

  private static Tensor leaf(float... values) {
    return Tensor.of(values).setRequiresGrad(true);
  }

  private static void unrecorded(Runnable change) {
    try (Autograd.Guard mode = Autograd.noGrad()) {
      change.run();
    }
  }

  @Test
  void changesAndReturnsTheTensor() {
    Tensor x = Tensor.of(new float[] {1, 2});
    assertSame(x, x.addInPlace(1));
    assertArrayEquals(new float[] {2, 3}, x.toFloatArray());
  }

  @Test
  void aChangeOfASavedInputIsAnErrorThatNamesTheOp() {
    Tensor x = leaf(1, 2);
    Tensor y = Tensor.of(new float[] {3, 4});
    Tensor loss = x.mul(y).sum();
    y.addInPlace(1);
    AutogradException error = assertThrows(AutogradException.class, loss::backward);
    assertEquals(
        "backward of mul: input 1, a float32[2] tensor, was changed in place after forward (it is at"
            + " version 1, forward saw 0); expected values that backward needs to stay as they were;"
            + " fix: change a copy(), or do it after backward",
        error.getMessage());
  }

  @Test
  void aChangeOfASavedOutputIsAnErrorThatNamesTheOp() {
    Tensor x = leaf(1, 2);
    Tensor y = x.exp();
    Tensor loss = y.sum();
    unrecorded(() -> y.mulInPlace(2));
    AutogradException error = assertThrows(AutogradException.class, loss::backward);
    assertEquals(
        "backward of exp: its output, a float32[2] tensor, was changed in place after forward (it is"
            + " at version 1, forward saw 0); expected values that backward needs to stay as they"
            + " were; fix: change a copy(), or do it after backward",
        error.getMessage());
  }

  @Test
  void aChangeThroughAViewIsNoticed() {
    Tensor x = leaf(1, 2);
    Tensor y = Tensor.of(new float[] {3, 4});
    Tensor loss = x.mul(y).sum();
    y.reshape(2, 1).detach().fillInPlace(0);
    assertThrows(AutogradException.class, loss::backward);
  }

  @Test
  void aChangeOfAValueThatBackwardDoesNotNeedIsFine() {
    Tensor x = leaf(1, 2);
    Tensor y = Tensor.of(new float[] {3, 4});
    Tensor loss = x.add(y).sum();
    y.addInPlace(1);
    loss.backward();
    assertArrayEquals(new float[] {1, 1}, x.grad().toFloatArray());
  }

  @Test
  void anOptimizerMayChangeALeafAfterBackward() {
    Tensor x = leaf(1, 2);
    for (int i = 0; i < 3; i++) {
      x.setGrad(null);
      x.mul(x).sum().backward();
      unrecorded(() -> x.subInPlace(x.grad().mul(0.25)));
    }
    assertArrayEquals(new float[] {0.125f, 0.25f}, x.toFloatArray());
  }

  @Test
  void aLeafThatRequiresAGradientCannotBeChangedInPlace() {
    Tensor x = leaf(1, 2);
    AutogradException error = assertThrows(AutogradException.class, () -> x.addInPlace(1));
    assertEquals(
        "in-place add on a float32[2] tensor that is a leaf that requires a gradient, whose values"
            + " would be lost; expected the result of an op, or a tensor that requires no gradient;"
            + " fix: use the op that returns a new tensor, or wrap the change in Autograd.noGrad()",
        error.getMessage());
    assertArrayEquals(new float[] {1, 2}, x.toFloatArray());
  }

  @Test
  void anAssignmentIsCalledACopy() {
    Tensor x = leaf(1, 2);
    Tensor one = Tensor.of(new long[] {1});
    AutogradException error =
        assertThrows(AutogradException.class, () -> x.indexFillInPlace(0, one, 5));
    assertTrue(
        error.getMessage().startsWith("in-place copy on a float32[2] tensor that is a leaf"),
        error.getMessage());
  }

  @Test
  void aRecordedOperandMakesTheTargetAResult() {
    Tensor x = leaf(1, 2);
    Tensor y = Tensor.ones(2);
    Tensor before = y.mul(x);
    y.mulInPlace(x).mulInPlace(x);
    assertTrue(y.requiresGrad());
    assertFalse(y.isLeaf());
    y.sum().backward();
    assertArrayEquals(new float[] {2, 4}, x.grad().toFloatArray());
    assertThrows(AutogradException.class, () -> before.sum().backward());
  }

  @Test
  void theResultHasTheTensorsShape() {
    ShapeException error =
        assertThrows(ShapeException.class, () -> Tensor.zeros(3).addInPlace(Tensor.zeros(2, 3)));
    assertEquals(
        "in-place add: the result is float32[2, 3], the tensor float32[3]; expected a result of the"
            + " tensor's shape and dtype",
        error.getMessage());
  }

  @Test
  void aNumberIsOneOfTheDtype() {
    Tensor x = Tensor.of(new long[] {1, 2});
    assertEquals(
        "the number 0.5 is not a value of dtype int64; expected a whole number; fix: cast the tensor"
            + " first, for example x.to(DType.FLOAT64)",
        assertThrows(DTypeException.class, () -> x.fillInPlace(0.5)).getMessage());
    assertThrows(DTypeException.class, () -> x.addInPlace(0.5));
    assertArrayEquals(new long[] {1, 2}, x.toLongArray());
  }

  @Test
  void aTensorMayBeItsOwnOperandUnderAnotherShape() {
    Tensor x = Tensor.of(new float[] {1, 2, 3, 4}, 2, 2);
    x.mulInPlace(x.reshape(4).slice(0, 0, 2));
    assertArrayEquals(new float[] {1, 4, 3, 8}, x.toFloatArray());
    Tensor y = Tensor.of(new float[] {2, 3}, 2, 1);
    // [2, 1] against its own [1, 2] would be [2, 2].
    assertThrows(ShapeException.class, () -> y.mulInPlace(y.reshape(1, 2)));
    Tensor z = Tensor.of(new float[] {2, 3, 4}, 1, 3);
    assertArrayEquals(new float[] {4, 9, 16}, z.mulInPlace(z.reshape(3)).toFloatArray());
  }

  @Test
  void aModuleThatMovedAfterForwardIsAnErrorThatNamesTheOp() {
    Tensor x = leaf(1, 2);
    Tensor w = leaf(3, 4);
    Tensor loss = x.mul(w).sum();
    Storage moved = ReferenceBackend.install(Device.cuda(7)).memory().allocate(w.variable().spec());
    moved.backend().upload(new float[] {3, 4}, 0, new Operand(moved, w.shape()));
    w.variable().replaceStorage(moved);
    AutogradException error = assertThrows(AutogradException.class, loss::backward);
    assertEquals(
        "backward of mul: input 1, a float32[2] tensor, was moved to cuda:7 after forward; expected"
            + " values that backward needs to stay where they were; fix: move the module before"
            + " forward or after backward",
        error.getMessage());
  }

  @Test
  void partsOfTensorSplitAreSlicesWhichMayChange() {
    Tensor x = leaf(1, 2, 3);
    Tensor y = x.mul(2);
    y.tensorSplit(2, 0).get(1).mulInPlace(5);
    y.tensorSplit(new long[] {1}, 0).get(0).mulInPlace(7);
    y.sum().backward();
    assertArrayEquals(new float[] {14, 4, 30}, y.toFloatArray());
    assertArrayEquals(new float[] {14, 2, 10}, x.grad().toFloatArray());
    assertThrows(AutogradException.class, () -> y.split(2, 0).get(1).mulInPlace(5));
  }
}
