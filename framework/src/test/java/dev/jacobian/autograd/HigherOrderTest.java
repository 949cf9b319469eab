package dev.jacobian.autograd;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jacobian.tensor.GradCheck;
import dev.jacobian.tensor.Gradients;
import dev.jacobian.tensor.Tensor;
import java.util.List;
import org.junit.jupiter.api.Test;

class HigherOrderTest {

  private static Tensor leaf(double... values) {
    return Tensor.of(values).setRequiresGrad(true);
  }

  @Test
  void theFourDerivativesOfAPower() {
    Tensor x = leaf(2);
    Tensor y = x.pow(4);
    double[] expected = {32, 48, 48, 24};
    for (double derivative : expected) {
      y = Gradients.of(y.sum(), x, true);
      assertEquals(derivative, y.item(), 1e-9);
    }
  }

  @Test
  void theDerivativesOfTheSineRepeatAfterFour() {
    Tensor x = leaf(0.7);
    Tensor y = x.sin();
    for (int i = 0; i < 4; i++) {
      y = Gradients.of(y.sum(), x, true);
    }
    assertEquals(Math.sin(0.7), y.item(), 1e-12);
  }

  @Test
  void aGradientPenaltyTrains() {
    // d/dw |d/dx (w x^2)|^2 = d/dw (2 w x)^2 = 8 w x^2.
    Tensor x = leaf(3);
    Tensor w = leaf(0.5);
    Tensor slope = Gradients.of(w.mul(x).mul(x).sum(), x, true);
    slope.square().sum().backward();
    assertArrayEquals(new double[] {8 * 0.5 * 9}, w.grad().toDoubleArray(), 1e-12);
  }

  @Test
  void backwardWithCreateGraphLeavesGradientsThatCanBeDifferentiated() {
    Tensor x = leaf(3);
    x.pow(3).backward(Tensor.of(new double[] {1}), false, true);
    Tensor first = x.grad();
    assertTrue(first.requiresGrad());
    assertEquals(27, first.item(), 1e-12);
    assertEquals(18, Gradients.of(first.sum(), x, false).item(), 1e-12);
  }

  @Test
  void withoutCreateGraphGradientsAreConstants() {
    Tensor x = leaf(3);
    assertFalse(Gradients.of(x.pow(3).sum(), x, false).requiresGrad());
    x.pow(3).sum().backward();
    assertFalse(x.grad().requiresGrad());
  }

  @Test
  void aHessianVectorProductOfAMatrixFunction() {
    Tensor w = Tensor.of(new double[] {0.1, -0.4, 0.3, 0.2, 0.5, -0.6}, 2, 3).setRequiresGrad(true);
    Tensor x = Tensor.of(new double[] {1, 2, -1, 0.5}, 2, 2).setRequiresGrad(true);
    GradCheck.checkSecond(in -> in.get(0).matmul(in.get(1)).tanh().softmax(-1), x, w);
    GradCheck.checkSecond(in -> in.get(0).matmul(in.get(1)).logSumExp(0, false).norm(), x, w);
  }

  @Test
  void severalOutputsAddTheirGradients() {
    Tensor x = leaf(2);
    List<Tensor> gradients =
        Gradients.of(List.of(x.mul(3).sum(), x.mul(x).sum()), List.of(x), false);
    assertEquals(7, gradients.get(0).item());
  }
}
