package dev.jacobian.models;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.jacobian.shape.DType;
import dev.jacobian.shape.OptionException;
import dev.jacobian.tensor.Generator;
import dev.jacobian.tensor.Tensor;
import org.junit.jupiter.api.Test;

class SoftmaxRegressionTest {
  private static final FitOptions DOUBLE =
      FitOptions.defaults()
          .withDtype(DType.FLOAT64)
          .withLearningRate(2)
          .withEpochs(400)
          .withBatchSize(300);

  /** With a feature for each group, the most likely probabilities are the observed shares. */
  @Test
  void findsTheSharesOfGroups() {
    // Of ten rows each: group 0 has 5, 3, 2 of the classes, group 1 has 1, 2, 7.
    int[][] shares = {{5, 3, 2}, {1, 2, 7}};
    double[] group = new double[20];
    long[] label = new long[20];
    int row = 0;
    for (int g = 0; g < 2; g++) {
      for (int k = 0; k < 3; k++) {
        for (int i = 0; i < shares[g][k]; i++) {
          group[row] = g;
          label[row++] = k;
        }
      }
    }
    SoftmaxRegression model = new SoftmaxRegression(3, DOUBLE);
    model.fit(Tensor.of(group, 20, 1), Tensor.of(label));

    Tensor groups = Tensor.of(new double[] {0, 1}, 2, 1);
    double[] expected = {0.5, 0.3, 0.2, 0.1, 0.2, 0.7};
    assertArrayEquals(expected, model.predictProbability(groups).toDoubleArray(), 1e-8);
    assertArrayEquals(new long[] {0, 2}, model.predict(groups).toLongArray());
    assertEquals(0.6, model.score(Tensor.of(group, 20, 1), Tensor.of(label)), 1e-12);
    // Log odds of class 2 against class 0, in both groups.
    assertEquals(Math.log(0.4), model.intercepts()[2] - model.intercepts()[0], 1e-8);
    double slope = model.coefficients()[2][0] - model.coefficients()[0][0];
    assertEquals(Math.log(7) - Math.log(0.4), slope, 1e-8);
  }

  /**
   * At the maximum of the likelihood, the residuals of each class are orthogonal to the features.
   */
  @Test
  void residualsAreOrthogonalToFeatures() {
    Generator generator = new Generator(6);
    Tensor x = Tensor.randn(generator, 300, 3).to(DType.FLOAT64);
    Tensor noise = Tensor.randn(generator, 300, 3).to(DType.FLOAT64);
    Tensor y = x.add(noise).argmax(1);
    SoftmaxRegression model = new SoftmaxRegression(3, DOUBLE);
    model.fit(x, y);

    Tensor residual = y.oneHot(3).to(DType.FLOAT64).sub(model.predictProbability(x));
    for (double moment : residual.t().matmul(x).div(300).toDoubleArray()) {
      assertEquals(0, moment, 1e-8);
    }
    assertArrayEquals(
        model.predictProbability(x).toDoubleArray(),
        model.module().forward(x).softmax(1).toDoubleArray(),
        1e-10);
  }

  @Test
  void oneClassIsAnError() {
    OptionException error = assertThrows(OptionException.class, () -> new SoftmaxRegression(1));
    assertEquals("SoftmaxRegression: 1 classes; expected 2 or more", error.getMessage());
  }
}
