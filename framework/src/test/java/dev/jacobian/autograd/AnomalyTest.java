package dev.jacobian.autograd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jacobian.nn.loss.BCEWithLogitsLoss;
import dev.jacobian.nn.loss.CrossEntropyLoss;
import dev.jacobian.shape.DType;
import dev.jacobian.shape.DataException;
import dev.jacobian.shape.NumericException;
import dev.jacobian.shape.Shape;
import dev.jacobian.shape.ShapeException;
import dev.jacobian.tensor.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

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

  private static final float LOW = Float.NEGATIVE_INFINITY;

  private static final Tensor MASK =
      Tensor.of(new boolean[] {true, false, true, false, false, true}, 2, 3);

  /** What users do with masks of infinities. */
  @TestFactory
  List<DynamicTest> infinitiesThatWereGivenPass() {
    Map<String, UnaryOperator<Tensor>> uses = new LinkedHashMap<>();
    uses.put("softmax", x -> masked(x).softmax(1));
    uses.put("logSoftmax of the others", x -> masked(x).logSoftmax(1).max(false, 1));
    uses.put("logSumExp", x -> masked(x).logSumExp(1, false));
    uses.put("maximum", x -> masked(x).max(false, 1));
    uses.put("clamp", x -> masked(x).clamp(-5, Double.POSITIVE_INFINITY));
    uses.put("minimum", x -> x.minimum(Tensor.full(x.shape(), 1 / 0.0)));
    uses.put("a sum of a mask", x -> x.add(Tensor.of(new float[] {0, LOW, 0})).softmax(1));
    uses.put("exponentials", x -> masked(x).exp());
    uses.put("sigmoid", x -> masked(x).sigmoid());
    uses.put("softplus", x -> masked(x).softplus());
    uses.put("tanh", x -> masked(x).tanh().mul(2));
    uses.put("slices", x -> Tensor.concat(0, masked(x), x).slice(0, 2, 4));
    uses.put("another type", x -> masked(x).to(DType.FLOAT64).exp());
    uses.put(
        "cross entropy",
        x -> new CrossEntropyLoss().forward(masked(x), Tensor.of(new long[] {1, 0})));
    uses.put("logits", x -> new BCEWithLogitsLoss().forward(masked(x), Tensor.zeros(2, 3)));
    List<DynamicTest> tests = new ArrayList<>();
    uses.forEach(
        (name, use) ->
            tests.add(
                DynamicTest.dynamicTest(
                    name,
                    () -> {
                      Tensor x = leaf(1, 2, 3, 4, 5, 6).reshape(2, 3);
                      x.retainGrad();
                      try (Autograd.Guard mode = Autograd.detectAnomaly()) {
                        use.apply(x).sum().backward();
                      }
                      for (double slope : x.grad().toDoubleArray()) {
                        assertTrue(Double.isFinite(slope), name + ": " + x.grad());
                      }
                    })));
    assertEquals(15, tests.size());
    return tests;
  }

  private static Tensor masked(Tensor x) {
    return MASK.not().where(x, LOW);
  }

  @Test
  void changesInPlaceThatWereGivenAnInfinityPass() {
    Tensor x = Tensor.of(new float[] {1, 0});
    try (Autograd.Guard mode = Autograd.detectAnomaly()) {
      x.fillInPlace(LOW);
      x.addInPlace(1);
      x.copyInPlace(Tensor.full(x.shape(), 1 / 0.0));
    }
    assertEquals(Double.POSITIVE_INFINITY, x.get(0).item());
  }

  /** What is made of finite values is told, though there are infinities elsewhere. */
  @TestFactory
  List<DynamicTest> infinitiesThatWereMadeAreTold() {
    Map<String, Runnable> makers = new LinkedHashMap<>();
    makers.put("forward of log gave 0 NaN and 1", () -> Tensor.of(new float[] {1, 0}).log());
    makers.put("forward of div gave 0 NaN and 1", () -> Tensor.of(1f).div(0));
    makers.put("forward of exp gave 0 NaN and 1", () -> Tensor.of(1000f).exp());
    makers.put("forward of mul gave 0 NaN and 1", () -> Tensor.of(1e30f).mul(1e30));
    makers.put(
        "forward of sum gave 0 NaN and 1", () -> Tensor.of(new float[] {3e38f, 3e38f}).sum());
    makers.put(
        "forward of cast gave 0 NaN and 1",
        () -> Tensor.of(new double[] {1e300}).to(DType.FLOAT32));
    makers.put(
        "forward of addScaled gave 0 NaN and 2",
        () -> Tensor.zeros(2).addInPlace(Tensor.ones(2).mul(3e38f), 10));
    makers.put(
        "forward of sub gave 6 NaN and 0", () -> Tensor.full(Shape.of(2, 3), LOW).softmax(1));
    makers.put("backward of log gave 0 NaN and 1", () -> leaf(1e-40f).log().sum().backward());
    makers.put(
        "the gradients of leaf float32[1] add up to 0 NaN and 1",
        () -> {
          Tensor x = leaf(1e-3f);
          x.mul(3e38).add(x.mul(2e38)).sum().backward();
        });
    List<DynamicTest> tests = new ArrayList<>();
    makers.forEach(
        (text, maker) ->
            tests.add(
                DynamicTest.dynamicTest(
                    text,
                    () -> {
                      String message = anomaly(maker).getMessage();
                      assertTrue(message.startsWith(text), message);
                    })));
    assertEquals(10, tests.size());
    return tests;
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
