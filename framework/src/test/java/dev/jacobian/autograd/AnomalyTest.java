package dev.jacobian.autograd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jacobian.shape.DType;
import dev.jacobian.shape.DataException;
import dev.jacobian.shape.NumericException;
import dev.jacobian.shape.ShapeException;
import dev.jacobian.tensor.Tensor;
import org.junit.jupiter.api.Test;

class AnomalyTest {
  /** Stands for a layer: only its text counts. */
  private record Layer(String path) {
    @Override
    public String toString() {
      return path;
    }
  }

  private static Tensor leaf(float... values) {
    return Tensor.of(values).setRequiresGrad(true);
  }

  /** Replaces the line number, which changes with this file. */
  private static String withoutLine(Throwable error) {
    return error.getMessage().replaceAll("AnomalyTest\\.java:\\d+", "AnomalyTest.java:LINE");
  }

  private static NumericException anomaly(Runnable action) {
    return assertThrows(
        NumericException.class,
        () -> {
          try (Autograd.Guard mode = Autograd.detectAnomaly()) {
            action.run();
          }
        });
  }

  @Test
  void forwardNamesOpLayerAndPlace() {
    Tensor x = Tensor.of(new float[] {1, -1, 0});
    NumericException error =
        anomaly(
            () -> {
              try (Autograd.Guard outer = Autograd.inLayer(new Layer("model"));
                  Autograd.Guard inner = Autograd.inLayer(new Layer("model.2 (Log)"))) {
                logarithm(x);
              }
            });
    assertEquals(
        "forward of log gave 1 NaN and 1 infinite of 3 values in a float32[3] tensor (in layer"
            + " model.2 (Log), called at"
            + " dev.jacobian.autograd.AnomalyTest.logarithm(AnomalyTest.java:LINE)); expected finite"
            + " values; fix: look at the operands of this call",
        withoutLine(error));
  }

  private static void logarithm(Tensor x) {
    x.log();
  }

  @Test
  void backwardNamesOpInputLayerAndPlaceOfForward() {
    Tensor x = leaf(4, 0);
    NumericException error =
        anomaly(
            () -> {
              Tensor root;
              try (Autograd.Guard layer = Autograd.inLayer(new Layer("norm"))) {
                root = squareRoot(x);
              }
              root.sum().backward();
            });
    assertEquals(
        "backward of sqrt gave 0 NaN and 1 infinite of 2 values in the gradient of its input 0, a"
            + " float32[2] tensor (forward was in layer norm, called at"
            + " dev.jacobian.autograd.AnomalyTest.squareRoot(AnomalyTest.java:LINE)); expected finite"
            + " gradients; fix: look at the values of that input, for example a square root or"
            + " logarithm at 0",
        withoutLine(error));
  }

  private static Tensor squareRoot(Tensor x) {
    return x.sqrt();
  }

  @Test
  void backwardSaysIfForwardRanOutsideTheMode() {
    Tensor root = leaf(4, 0).sqrt().sum();
    NumericException error = anomaly(root::backward);
    assertTrue(
        error.getMessage().contains("(forward ran outside anomaly mode)"), error.getMessage());
  }

  @Test
  void anInPlaceChangeIsChecked() {
    Tensor x = Tensor.of(new float[] {1, 0});
    NumericException error = anomaly(() -> x.divInPlace(Tensor.zeros(2)));
    assertTrue(
        error.getMessage().startsWith("forward of div gave 1 NaN and 1 infinite of 2 values"),
        error.getMessage());
  }

  @Test
  void doubleValuesAreChecked() {
    Tensor x = Tensor.of(new double[] {-1});
    assertTrue(anomaly(x::sqrt).getMessage().startsWith("forward of sqrt gave 1 NaN"));
  }

  @Test
  void finiteValuesPass() {
    try (Autograd.Guard mode = Autograd.detectAnomaly()) {
      Tensor x = leaf(4, 9);
      x.sqrt().sum().backward();
      assertEquals(0.25, x.grad().get(0).item());
      assertEquals(2, x.to(DType.INT64).size());
    }
  }

  @Test
  void theModeEndsWithItsGuard() {
    anomaly(() -> Tensor.of(-1f).log());
    assertTrue(Double.isNaN(Tensor.of(-1f).log().item()));
  }

  @Test
  void errorsNameTheInnermostLayer() {
    try (Autograd.Guard outer = Autograd.inLayer(new Layer("net"));
        Autograd.Guard inner = Autograd.inLayer(new Layer("net.0 (Linear(in=10, out=1))"))) {
      ShapeException error =
          assertThrows(
              ShapeException.class, () -> Tensor.zeros(64, 10).matmul(Tensor.zeros(12, 1)));
      assertEquals(
          "net.0 (Linear(in=10, out=1)): matmul: inner dimensions differ: [64, 10] x [12, 1];"
              + " expected the right operand to be [10, n]",
          error.getMessage());
    }
    ShapeException outside =
        assertThrows(ShapeException.class, () -> Tensor.zeros(2).add(Tensor.zeros(3)));
    assertFalse(outside.getMessage().contains("net"));
  }

  @Test
  void errorsOfKernelsAndChangesInPlaceNameTheLayerToo() {
    try (Autograd.Guard layer = Autograd.inLayer(new Layer("embedding"))) {
      DataException error =
          assertThrows(
              DataException.class,
              () -> Tensor.zeros(3, 2).indexSelect(0, Tensor.of(new long[] {3})));
      assertTrue(
          error.getMessage().startsWith("embedding: indexSelect: index 3"), error.getMessage());
      assertTrue(
          assertThrows(ShapeException.class, () -> Tensor.zeros(3).addInPlace(Tensor.zeros(2, 3)))
              .getMessage()
              .startsWith("embedding: in-place add"));
    }
  }
}
