package dev.jacobian.autograd;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jacobian.shape.AutogradException;
import dev.jacobian.shape.DTypeException;
import dev.jacobian.shape.ShapeException;
import dev.jacobian.tensor.Tensor;
import java.util.List;
import org.junit.jupiter.api.Test;

class AutogradTest {

  private static Tensor leaf(float... values) {
    return Tensor.of(values).setRequiresGrad(true);
  }

  private static String messageOf(Class<? extends RuntimeException> type, Runnable action) {
    return assertThrows(type, action::run).getMessage();
  }

  @Test
  void gradientsAccumulateOverBackwards() {
    Tensor x = leaf(1, 2);
    x.mul(3).sum().backward();
    x.mul(x).sum().backward();
    assertArrayEquals(new float[] {5, 7}, x.grad().toFloatArray());
  }

  @Test
  void aClearedGradientStartsAfresh() {
    Tensor x = leaf(1, 2);
    x.mul(3).sum().backward();
    x.setGrad(null);
    assertNull(x.grad());
    x.mul(4).sum().backward();
    assertArrayEquals(new float[] {4, 4}, x.grad().toFloatArray());
  }

  @Test
  void aGradientHeldByTheUserStaysAsItWasWhenMoreIsAccumulated() {
    Tensor x = leaf(1, 2);
    x.mul(3).sum().backward();
    Tensor held = x.grad();
    x.mul(4).sum().backward();
    assertArrayEquals(new float[] {3, 3}, held.toFloatArray());
    assertArrayEquals(new float[] {7, 7}, x.grad().toFloatArray());
  }

  @Test
  void contributionsOfADiamondAddUp() {
    Tensor x = leaf(2);
    Tensor a = x.mul(3);
    Tensor b = a.mul(a);
    b.add(a).add(x).sum().backward();
    assertArrayEquals(new float[] {18 * 2 + 3 + 1}, x.grad().toFloatArray());
  }

  @Test
  void anOperandUsedTwiceReceivesBothParts() {
    Tensor x = leaf(5);
    x.mul(x).sum().backward();
    assertArrayEquals(new float[] {10}, x.grad().toFloatArray());
  }

  @Test
  void gradientsOfTheTermsOfASumAreSeparate() {
    Tensor x = leaf(1, 2);
    Tensor y = leaf(3, 4);
    x.add(y).backward(Tensor.of(new float[] {1, 1}));
    try (Autograd.Guard mode = Autograd.noGrad()) {
      x.grad().mulInPlace(10);
    }
    assertArrayEquals(new float[] {10, 10}, x.grad().toFloatArray());
    assertArrayEquals(new float[] {1, 1}, y.grad().toFloatArray());
  }

  @Test
  void gradientsOfTheTermsOfASumAreSeparateInAGraphOfTheirOwn() {
    Tensor x = leaf(1, 2);
    Tensor y = leaf(3, 4);
    x.add(y).backward(Tensor.of(new float[] {1, 1}), false, true);
    try (Autograd.Guard mode = Autograd.noGrad()) {
      x.grad().mulInPlace(10);
    }
    assertArrayEquals(new float[] {1, 1}, y.grad().toFloatArray());
  }

  @Test
  void theGradientToStartFromIsNotTakenOver() {
    Tensor x = leaf(1, 2);
    Tensor seed = Tensor.of(new float[] {1, 1});
    x.reshape(1, 2).reshape(2).backward(seed);
    try (Autograd.Guard mode = Autograd.noGrad()) {
      x.grad().mulInPlace(10);
    }
    assertArrayEquals(new float[] {1, 1}, seed.toFloatArray());
  }

  @Test
  void aGradientMayBeTheOneToStartFrom() {
    Tensor x = leaf(1, 2);
    Tensor w = leaf(3, 4);
    x.mul(5).sum().backward();
    x.add(w).backward(x.grad());
    assertArrayEquals(new float[] {10, 10}, x.grad().toFloatArray());
    assertArrayEquals(new float[] {5, 5}, w.grad().toFloatArray());
  }

  @Test
  void backwardFromALeafGivesItTheSeed() {
    Tensor x = leaf(1, 2);
    x.backward(Tensor.of(new float[] {3, 4}));
    assertArrayEquals(new float[] {3, 4}, x.grad().toFloatArray());
  }

  @Test
  void aSecondBackwardNamesTheOpWhoseValuesAreGone() {
    Tensor x = leaf(1, 2);
    Tensor loss = x.mul(x).sum();
    loss.backward();
    assertEquals(
        "backward of mul: the values it needs were freed by an earlier backward; expected one"
            + " backward for each forward; fix: call backward(retainGraph = true) the first time, or"
            + " run forward again",
        messageOf(AutogradException.class, loss::backward));
    assertArrayEquals(new float[] {2, 4}, x.grad().toFloatArray());
  }

  @Test
  void retainGraphAllowsASecondBackward() {
    Tensor x = leaf(1, 2);
    Tensor loss = x.mul(x).sum();
    loss.backward(true);
    loss.backward();
    assertArrayEquals(new float[] {4, 8}, x.grad().toFloatArray());
  }

  @Test
  void detachSharesValuesAndStopsGradients() {
    Tensor x = leaf(1, 2);
    Tensor y = x.mul(2);
    Tensor detached = y.detach();
    assertSame(y.storage(), detached.storage());
    assertFalse(detached.requiresGrad());
    assertTrue(detached.isLeaf());
    x.mul(detached).sum().backward();
    assertArrayEquals(new float[] {2, 4}, x.grad().toFloatArray());
  }

  @Test
  void copyHasItsOwnValuesAndPassesGradientsOn() {
    Tensor x = leaf(1, 2);
    Tensor y = x.copy();
    assertNotSame(x.storage(), y.storage());
    y.mul(3).sum().backward();
    assertArrayEquals(new float[] {3, 3}, x.grad().toFloatArray());
  }

  @Test
  void modesNestAndEndWithTheirGuards() {
    Tensor x = leaf(1);
    assertTrue(Autograd.isGradEnabled());
    try (Autograd.Guard off = Autograd.noGrad()) {
      assertFalse(Autograd.isGradEnabled());
      assertFalse(x.mul(2).requiresGrad());
      try (Autograd.Guard on = Autograd.enableGrad()) {
        assertTrue(x.mul(2).requiresGrad());
      }
      assertFalse(Autograd.isGradEnabled());
    }
    assertTrue(x.mul(2).requiresGrad());
  }

  @Test
  void aGuardThatIsClosedTwiceRestoresOnce() {
    Autograd.Guard first = Autograd.noGrad();
    first.close();
    try (Autograd.Guard second = Autograd.noGrad()) {
      first.close();
      assertFalse(Autograd.isGradEnabled());
    }
  }

  @Test
  void noGradEndsWhenTheBodyThrows() {
    assertThrows(
        ShapeException.class,
        () -> {
          try (Autograd.Guard mode = Autograd.noGrad()) {
            Tensor.zeros(2).add(Tensor.zeros(3));
          }
        });
    assertTrue(Autograd.isGradEnabled());
  }

  @Test
  void retainGradKeepsTheGradientOfAResult() {
    Tensor x = leaf(1, 2);
    Tensor y = x.mul(3);
    y.retainGrad();
    Tensor z = y.mul(y);
    z.sum().backward();
    assertArrayEquals(new float[] {6, 12}, y.grad().toFloatArray());
    assertArrayEquals(new float[] {18, 36}, x.grad().toFloatArray());
    assertNull(z.grad());
  }

  @Test
  void aChainOfAHundredThousandOpsNeedsNoDeepStack() {
    Tensor x = leaf(1);
    Tensor y = x;
    for (int i = 0; i < 100_000; i++) {
      y = y.add(1);
    }
    y.sum().backward();
    assertArrayEquals(new float[] {1}, x.grad().toFloatArray());
  }

  @Test
  void gradAsksOnlyForWhatLeadsToItsInputs() {
    Tensor x = leaf(2);
    Tensor w = leaf(3);
    Tensor hidden = x.mul(w);
    Tensor loss = hidden.mul(hidden).sum();
    List<Variable> gradients =
        Autograd.grad(
            List.of(loss.variable()), List.of(hidden.variable()), List.of(), false, false);
    assertEquals(12, Tensor.ofValue(gradients.get(0)).item());
    assertNull(x.grad());
    // What lies below was not walked, so its values are still there.
    hidden.backward(Tensor.of(new float[] {12}));
    assertArrayEquals(new float[] {36}, x.grad().toFloatArray());
    assertArrayEquals(new float[] {24}, w.grad().toFloatArray());
  }

  @Test
  void gradReturnsSeparateGradients() {
    Tensor x = leaf(1, 2);
    Tensor y = leaf(3, 4);
    List<Variable> gradients =
        Autograd.grad(
            List.of(x.add(y).sum().variable()),
            List.of(x.variable(), y.variable()),
            List.of(),
            false,
            false);
    assertNotSame(gradients.get(0).storage(), gradients.get(1).storage());
  }

  @Test
  void backwardNeedsAResultThatRequiresAGradient() {
    assertEquals(
        "backward on a float32[] tensor that does not require a gradient; expected a result of"
            + " tensors that require one, outside noGrad; fix: call setRequiresGrad(true) on the"
            + " inputs before the forward call",
        messageOf(AutogradException.class, () -> Tensor.of(1f).backward()));
  }

  @Test
  void backwardNeedsOneElementOrAGradientToStartFrom() {
    assertEquals(
        "backward on a float32[2] tensor without a gradient to start from; expected one element; fix:"
            + " reduce it first, for example sum() or mean(), or pass the gradient",
        messageOf(AutogradException.class, () -> leaf(1, 2).mul(2).backward()));
  }

  @Test
  void theGradientToStartFromHasTheResultsShape() {
    assertEquals(
        "backward: the gradient to start from is float32[3]; expected that of the result, float32[2]",
        messageOf(ShapeException.class, () -> leaf(1, 2).mul(2).backward(Tensor.of(new float[3]))));
  }

  @Test
  void integersHaveNoGradient() {
    assertEquals(
        "a int64[2] tensor cannot require a gradient; expected a floating-point dtype",
        messageOf(DTypeException.class, () -> Tensor.of(new long[] {1, 2}).setRequiresGrad(true)));
  }

  @Test
  void aResultsNeedForAGradientCannotBeChanged() {
    assertEquals(
        "requiresGrad of the result of mul -> float32[1] cannot be changed; expected a leaf; fix: use"
            + " detach() first",
        messageOf(AutogradException.class, () -> leaf(1).mul(2).setRequiresGrad(false)));
  }

  @Test
  void retainGradNeedsAResultThatRequiresAGradient() {
    assertEquals(
        "a float32[1] tensor does not require a gradient; expected one that does; fix: call"
            + " setRequiresGrad(true) on a leaf",
        messageOf(AutogradException.class, () -> Tensor.of(new float[1]).retainGrad()));
  }

  @Test
  void aGradientOfAnotherShapeCannotBeSet() {
    assertEquals(
        "a float32[3] tensor on cpu was set as the gradient of a float32[2] tensor on cpu; expected a"
            + " gradient of the same shape, dtype and device",
        messageOf(AutogradException.class, () -> leaf(1, 2).setGrad(Tensor.zeros(3))));
  }

  @Test
  void aResultIsNoLeaf() {
    Tensor x = leaf(1);
    assertTrue(x.isLeaf());
    assertFalse(x.mul(2).isLeaf());
    assertTrue(x.gt(0).isLeaf());
    assertFalse(x.gt(0).requiresGrad());
  }

  @Test
  void theLargestOfEqualElementsShareTheGradient() {
    Tensor x = leaf(3, 1, 3);
    x.max().backward();
    assertArrayEquals(new float[] {0.5f, 0, 0.5f}, x.grad().toFloatArray());
  }

  @Test
  void reducingAScalarGivesATensorOfItsOwn() {
    Tensor x = Tensor.of(2f);
    Tensor sum = x.sum();
    sum.addInPlace(1);
    assertEquals(2, x.item());
    assertEquals(3, sum.item());
  }
}
