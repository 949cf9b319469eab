package dev.jacobian.models;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jacobian.data.TensorDataset;
import dev.jacobian.nn.Linear;
import dev.jacobian.shape.DType;
import dev.jacobian.shape.DataException;
import dev.jacobian.shape.NumericException;
import dev.jacobian.shape.OptionException;
import dev.jacobian.shape.ShapeException;
import dev.jacobian.shape.StateException;
import dev.jacobian.tensor.Generator;
import dev.jacobian.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import org.apache.commons.math3.stat.regression.OLSMultipleLinearRegression;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

class LinearRegressionTest {
  private static final FitOptions DOUBLE = FitOptions.defaults().withDtype(DType.FLOAT64);

  @Test
  void agreesWithOlsOnSeededData() {
    Sample sample = Sample.make(200, 3, 11);
    OLSMultipleLinearRegression ols = sample.ols(true);
    LinearRegression model = new LinearRegression(DOUBLE);
    model.fit(sample.x, sample.y);

    assertCoefficients(ols.estimateRegressionParameters(), model, 1e-9);
    RegressionSummary summary = model.summary();
    double[] errors = ols.estimateRegressionParametersStandardErrors();
    for (int i = 0; i < errors.length; i++) {
      assertEquals(errors[i], summary.coefficients().get(i).standardError(), 1e-9 * errors[i]);
      assertEquals(0, summary.coefficients().get(i).difference(), 1e-9);
    }
    assertEquals(ols.calculateRSquared(), summary.rSquared(), 1e-12);
    assertEquals(ols.calculateAdjustedRSquared(), summary.adjustedRSquared(), 1e-12);
    assertEquals(ols.estimateRegressionStandardError(), summary.residualStandardDeviation(), 1e-9);
    assertEquals(196, summary.degreesOfFreedom());
    assertEquals(ols.calculateRSquared(), model.score(sample.x, sample.y), 1e-9);
  }

  @Test
  void agreesWithOlsWithoutIntercept() {
    Sample sample = Sample.make(100, 2, 12);
    OLSMultipleLinearRegression ols = sample.ols(false);
    LinearRegression model = new LinearRegression(DOUBLE.withIntercept(false));
    model.fit(sample.x, sample.y);

    assertArrayEquals(ols.estimateRegressionParameters(), model.coefficients(), 1e-9);
    assertEquals(0, model.intercept());
    assertEquals(ols.calculateRSquared(), model.summary().rSquared(), 1e-12);
    assertEquals(ols.calculateAdjustedRSquared(), model.summary().adjustedRSquared(), 1e-12);
    assertEquals("x1", model.summary().coefficients().get(0).name());
  }

  /**
   * The noise of batches has not died out fully, but is small beside what the sample itself leaves
   * open.
   */
  @Test
  void agreesWithOlsInSmallBatchesWithinTheNoiseThatTheyLeave() {
    Sample sample = Sample.make(2000, 3, 13);
    LinearRegression model =
        new LinearRegression(FitOptions.defaults().withBatchSize(50).withEpochs(60));
    model.fit(sample.x.to(DType.FLOAT32), sample.y.to(DType.FLOAT32));

    for (RegressionSummary.Row row : model.summary().coefficients()) {
      assertEquals(0, row.difference() / row.standardError(), 0.25, row.name());
    }
  }

  @Test
  void agreesWithOlsOnDataThatNeedsNoStandardising() {
    Sample sample = Sample.make(200, 3, 14);
    LinearRegression model = new LinearRegression(DOUBLE.withStandardize(false));
    model.fit(sample.x, sample.y);

    assertCoefficients(sample.ols(true).estimateRegressionParameters(), model, 1e-9);
  }

  @Test
  void reachesCertifiedValuesOfNorris() {
    LinearRegression model = new LinearRegression(DOUBLE.withEpochs(1000));
    model.fit(NistData.NORRIS.x(), NistData.NORRIS.y());

    assertCertified(NistData.NORRIS, model, 1e-8);
  }

  @Test
  void reachesCertifiedValuesOfNorrisInSinglePrecisionToFourDigits() {
    LinearRegression model = new LinearRegression();
    model.fit(NistData.NORRIS.x(), NistData.NORRIS.y());

    assertCertified(NistData.NORRIS, model, 2e-4);
  }

  @Test
  void reachesCertifiedValuesOfLongley() {
    LinearRegression model =
        new LinearRegression(
            DOUBLE
                .withEpochs(4000)
                .withLearningRate(0.3)
                .withOptimizer(OptimizerFactory.sgd(0.98)));
    model.fit(NistData.LONGLEY.x(), NistData.LONGLEY.y());

    assertCertified(NistData.LONGLEY, model, 1e-8);
  }

  @Test
  void otherOptimizersReachTheSameLine() {
    Sample sample = Sample.make(100, 2, 15);
    double[] expected = sample.ols(true).estimateRegressionParameters();
    for (OptimizerFactory optimizer :
        List.of(OptimizerFactory.adam(), OptimizerFactory.sgd(), OptimizerFactory.adamW(0))) {
      LinearRegression model =
          new LinearRegression(DOUBLE.withOptimizer(optimizer).withEpochs(600));
      model.fit(sample.x, sample.y);
      assertCoefficients(expected, model, 1e-4);
    }
  }

  @Test
  void moduleAndPredictGiveTheSameNumbers() {
    Sample sample = Sample.make(50, 3, 16);
    LinearRegression model = new LinearRegression(DOUBLE);
    model.fit(sample.x, sample.y);
    Linear module = model.module();

    assertArrayEquals(
        module.forward(sample.x).toDoubleArray(), model.predict(sample.x).toDoubleArray(), 1e-12);
    assertArrayEquals(model.coefficients(), module.weight().tensor().toDoubleArray(), 1e-15);
    assertArrayEquals(new long[] {50, 1}, model.predict(sample.x).shape().dims());
  }

  @Test
  void datasetAndTensorsGiveTheSameFit() {
    Sample sample = Sample.make(50, 2, 17);
    LinearRegression fromTensors = new LinearRegression(DOUBLE.withBatchSize(8).withEpochs(5));
    fromTensors.fit(sample.x, sample.y);
    LinearRegression fromDataset = new LinearRegression(DOUBLE.withBatchSize(8).withEpochs(5));
    fromDataset.fit(new TensorDataset(sample.x, sample.y.unsqueeze(1)));

    assertArrayEquals(fromTensors.coefficients(), fromDataset.coefficients());
  }

  @Test
  void seedChoosesTheResultOfAShortFit() {
    Sample sample = Sample.make(50, 2, 18);
    double[][] slopes = new double[2][];
    for (int seed = 0; seed < 2; seed++) {
      LinearRegression model =
          new LinearRegression(DOUBLE.withBatchSize(8).withEpochs(2).withSeed(seed));
      model.fit(sample.x, sample.y);
      slopes[seed] = model.coefficients();
    }
    assertTrue(Math.abs(slopes[0][0] - slopes[1][0]) > 1e-9);
  }

  @Test
  void constantFeatureIsLeftAtANumberWithoutHarm() {
    Tensor x = Tensor.of(new double[] {1, 7, 2, 7, 3, 7, 4, 7}, 4, 2);
    LinearRegression model = new LinearRegression(DOUBLE);
    model.fit(x, Tensor.of(new double[] {2, 4, 6, 8}));

    assertArrayEquals(new double[] {2, 4, 6, 8}, model.predict(x).toDoubleArray(), 1e-8);
    DataException error = assertThrows(DataException.class, model::summary);
    assertEquals(
        "a feature is constant, or a linear combination of the others and the intercept; expected"
            + " features that each add something; fix: leave one of them out",
        error.getMessage());
  }

  @Test
  void summaryNeedsMoreRowsThanCoefficients() {
    Tensor x = Tensor.of(new double[] {1, 2}, 2, 1);
    LinearRegression model = new LinearRegression(DOUBLE);
    model.fit(x, Tensor.of(new double[] {1, 2}));

    DataException error = assertThrows(DataException.class, model::summary);
    assertEquals(
        "a summary of 2 rows and 2 coefficients; expected more rows than coefficients, since the"
            + " rest measures the error",
        error.getMessage());
  }

  @Test
  void summaryNamesFeatures() {
    LinearRegression model = new LinearRegression(DOUBLE);
    model.fit(NistData.NORRIS.x(), NistData.NORRIS.y());

    List<String> names =
        model.summary(List.of("ozone")).coefficients().stream()
            .map(RegressionSummary.Row::name)
            .toList();
    assertEquals(List.of("intercept", "ozone"), names);
    OptionException error =
        assertThrows(OptionException.class, () -> model.summary(List.of("a", "b")));
    assertEquals("2 names [a, b]; expected one per feature, 1", error.getMessage());
  }

  @Test
  void errorsNameWhatIsWrongWithTheData() {
    LinearRegression model = new LinearRegression();
    Tensor x = Tensor.zeros(3, 2);
    Tensor y = Tensor.zeros(3);

    assertMessage(
        StateException.class,
        "LinearRegression is not trained; expected a call of fit before",
        () -> model.predict(x));
    assertMessage(
        ShapeException.class,
        "features of shape [3]; expected a matrix [rows, features]; fix: reshape a single feature"
            + " to [n, 1], flatten images to [n, pixels]",
        () -> model.fit(y, y));
    assertMessage(
        DataException.class,
        "features of shape [0, 2]; expected at least one row and one feature",
        () -> model.fit(Tensor.zeros(0, 2), Tensor.zeros(0)));
    assertMessage(
        ShapeException.class,
        "targets of shape [4] for features of shape [3, 2]; expected one target per row",
        () -> model.fit(x, Tensor.zeros(4)));
    assertMessage(
        ShapeException.class,
        "LinearRegression: targets of shape [3, 2]; expected one number per row; fix: fit a model"
            + " for each column, or use MLPRegressor",
        () -> model.fit(x, Tensor.zeros(3, 2)));
    assertMessage(
        ShapeException.class,
        "targets of shape []; expected [rows] or [rows, outputs]",
        () -> model.fit(x, Tensor.of(1f)));
    assertMessage(
        DataException.class,
        "features contain NaN in row 1, column 1; expected finite numbers; fix: remove the row or"
            + " fill the gap",
        () -> model.fit(Tensor.of(new float[] {1, 2, 3, Float.NaN, 5, 6}, 3, 2), y));
    assertMessage(
        DataException.class,
        "targets contain Infinity in row 2, column 0; expected finite numbers; fix: remove the row"
            + " or fill the gap",
        () -> model.fit(x, Tensor.of(new float[] {1, 2, Float.POSITIVE_INFINITY})));
    model.fit(Tensor.of(new float[] {1, 2, 3}, 3, 1), y);
    assertMessage(
        ShapeException.class,
        "features of shape [3, 2]; expected 1 per row, as the model was fitted on",
        () -> model.predict(x));
  }

  @Test
  void divergenceIsAnErrorThatNamesTheEpoch() {
    LinearRegression model =
        new LinearRegression(
            FitOptions.defaults().withStandardize(false).withLearningRate(10).withEpochs(200));
    Sample sample = Sample.make(50, 2, 19);

    NumericException error =
        assertThrows(NumericException.class, () -> model.fit(sample.x, sample.y));
    assertTrue(
        error
            .getMessage()
            .matches(
                "the loss is (NaN|Infinity) in epoch \\d+ with learning rate 10\\.0; expected a"
                    + " finite number; fix: lower the learning rate, or standardize the data"),
        error.getMessage());
  }

  private static <E extends Exception> void assertMessage(
      Class<E> type, String message, Executable action) {
    assertEquals(message, assertThrows(type, action).getMessage());
  }

  private static void assertCertified(NistData data, LinearRegression model, double relative) {
    double[] certified = data.coefficients();
    List<RegressionSummary.Row> rows = model.summary().coefficients();
    assertEquals(certified.length, rows.size());
    for (int i = 0; i < certified.length; i++) {
      double value = i == 0 ? model.intercept() : model.coefficients()[i - 1];
      assertEquals(certified[i], value, relative * Math.abs(certified[i]), "coefficient " + i);
      assertEquals(certified[i], rows.get(i).closedForm(), 1e-9 * Math.abs(certified[i]));
      double error = data.standardErrors()[i];
      assertEquals(error, rows.get(i).standardError(), relative * error, "standard error " + i);
    }
    assertEquals(data.rSquared(), model.summary().rSquared(), relative);
    assertEquals(
        data.residualStandardDeviation(),
        model.summary().residualStandardDeviation(),
        relative * data.residualStandardDeviation());
  }

  private static void assertCoefficients(double[] expected, LinearRegression model, double delta) {
    assertEquals(expected[0], model.intercept(), delta);
    assertArrayEquals(
        Arrays.copyOfRange(expected, 1, expected.length), model.coefficients(), delta);
  }

  /** Seeded features, and targets on a plane with noise. */
  private record Sample(Tensor x, Tensor y, double[][] rows) {
    static Sample make(int n, int features, long seed) {
      Generator generator = new Generator(seed);
      Tensor x = Tensor.randn(generator, n, features).to(DType.FLOAT64);
      Tensor slopes = Tensor.randn(generator, features).to(DType.FLOAT64);
      Tensor noise = Tensor.randn(generator, n).to(DType.FLOAT64).mul(0.5);
      double[] flat = x.toDoubleArray();
      double[][] rows = new double[n][];
      for (int i = 0; i < n; i++) {
        rows[i] = Arrays.copyOfRange(flat, i * features, (i + 1) * features);
      }
      return new Sample(x, x.matmul(slopes).add(noise).add(3), rows);
    }

    OLSMultipleLinearRegression ols(boolean intercept) {
      OLSMultipleLinearRegression ols = new OLSMultipleLinearRegression();
      ols.setNoIntercept(!intercept);
      ols.newSampleData(y.toDoubleArray(), rows);
      return ols;
    }
  }
}
