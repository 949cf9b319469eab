package dev.jacobian.tensor;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class SoftplusTest {
  private static final double[] POINTS = {-1000, -40, -3, -1e-3, -0.0, 0, 1e-3, 3, 40, 1000};

  private static double sigmoid(double x) {
    return 1 / (1 + Math.exp(-x));
  }

  @Test
  void allDerivativesHoldAtZeroAndFarFromIt() {
    Tensor x = Tensor.of(POINTS).setRequiresGrad(true);
    Tensor slope = Gradients.of(x.softplus().sum(), x, true);
    Tensor curvature = Gradients.of(slope.sum(), x, true);
    Tensor third = Gradients.of(curvature.sum(), x, false);
    for (int i = 0; i < POINTS.length; i++) {
      double s = sigmoid(POINTS[i]);
      assertEquals(s, slope.toDoubleArray()[i], 1e-15, "slope at " + POINTS[i]);
      assertEquals(s * (1 - s), curvature.toDoubleArray()[i], 1e-15, "curvature at " + POINTS[i]);
      assertEquals(
          s * (1 - s) * (1 - 2 * s),
          third.toDoubleArray()[i],
          1e-15,
          "third derivative at " + POINTS[i]);
    }
  }

  @Test
  void differencesFindTheSameSecondDerivatives() {
    Tensor x = Tensor.of(new double[] {-2, 0, 0.5}).setRequiresGrad(true);
    assertEquals(18, GradCheck.checkSecond(in -> in.get(0).softplus(), x).derivatives());
  }

  @Test
  void largeNumbersNeitherOverflowNorVanish() {
    float[] values = {-1000, -80, 100, 1000, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY};
    assertArrayEquals(
        new float[] {0, (float) Math.exp(-80), 100, 1000, Float.POSITIVE_INFINITY, 0},
        Tensor.of(values).softplus().toFloatArray(),
        1e-40f);
    assertEquals(Float.NaN, Tensor.of(Float.NaN).softplus().toFloatArray()[0]);
  }
}
