package dev.jacobian.models;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.jacobian.shape.DType;
import dev.jacobian.shape.DTypeException;
import dev.jacobian.shape.DataException;
import dev.jacobian.shape.ShapeException;
import dev.jacobian.tensor.Generator;
import dev.jacobian.tensor.Tensor;
import org.junit.jupiter.api.Test;

class LogisticRegressionTest {
  private static final FitOptions DOUBLE =
      FitOptions.defaults()
          .withDtype(DType.FLOAT64)
          .withLearningRate(2)
          .withEpochs(400)
          .withBatchSize(300);

  /**
   * With one yes-or-no feature the most likely coefficients are differences of the observed log
   * odds.
   */
  @Test
  void findsTheLogOddsOfTwoGroups() {
    // Group 0: 3 of 10 are of class 1; group 1: 8 of 10.
    double[] group = new double[20];
    long[] label = new long[20];
    for (int i = 0; i < 20; i++) {
      group[i] = i / 10;
      label[i] = i < 10 ? (i < 3 ? 1 : 0) : (i < 18 ? 1 : 0);
    }
    LogisticRegression model = new LogisticRegression(DOUBLE);
    model.fit(Tensor.of(group, 20, 1), Tensor.of(label));

    double first = Math.log(3.0 / 7);
    double second = Math.log(8.0 / 2);
    assertEquals(first, model.intercept(), 1e-8);
    assertEquals(second - first, model.coefficients()[0], 1e-8);
    Tensor probability = model.predictProbability(Tensor.of(new double[] {0, 1}, 2, 1));
    assertArrayEquals(new double[] {0.7, 0.3, 0.2, 0.8}, probability.toDoubleArray(), 1e-9);
    assertArrayEquals(
        new long[] {0, 1}, model.predict(Tensor.of(new double[] {0, 1}, 2, 1)).toLongArray());
    assertEquals(0.75, model.score(Tensor.of(group, 20, 1), Tensor.of(label)), 1e-12);
  }

  /** At the maximum of the likelihood, residuals are orthogonal to the features. */
  @Test
  void residualsAreOrthogonalToFeaturesInTheirOriginalUnits() {
    Generator generator = new Generator(5);
    Tensor x = Tensor.randn(generator, 300, 2).to(DType.FLOAT64).mul(100).add(1000);
    Tensor noise = Tensor.randn(generator, 300).to(DType.FLOAT64).mul(100);
    Tensor y = x.slice(1, 0, 1).squeeze(1).add(noise).gt(1000).to(DType.INT64);
    LogisticRegression model = new LogisticRegression(DOUBLE);
    model.fit(x, y);

    Tensor one = model.predictProbability(x).slice(1, 1, 2).squeeze(1);
    Tensor residual = y.to(DType.FLOAT64).sub(one);
    assertEquals(0, residual.mean().item(), 1e-9);
    for (double moment : residual.matmul(x).div(300).toDoubleArray()) {
      assertEquals(0, moment, 1e-6);
    }
    assertArrayEquals(
        one.toDoubleArray(), model.module().forward(x).sigmoid().flatten().toDoubleArray(), 1e-9);
  }

  @Test
  void errorsNameWhatIsWrongWithTheLabels() {
    LogisticRegression model = new LogisticRegression();
    Tensor x = Tensor.zeros(3, 1);

    assertEquals(
        "labels of dtype float32; expected int64 class indices; fix: y.to(DType.INT64); one-hot"
            + " rows become indices by y.argmax(1)",
        assertThrows(DTypeException.class, () -> model.fit(x, Tensor.zeros(3))).getMessage());
    assertEquals(
        "label 2 in row 1; expected a class index from 0 to 1",
        assertThrows(DataException.class, () -> model.fit(x, Tensor.of(new long[] {0, 2, 1})))
            .getMessage());
    assertEquals(
        "labels of shape [3, 2]; expected one class index per row, [rows]",
        assertThrows(ShapeException.class, () -> model.fit(x, Tensor.of(new long[6], 3, 2)))
            .getMessage());
  }
}
