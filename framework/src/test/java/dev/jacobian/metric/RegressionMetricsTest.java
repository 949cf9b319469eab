package dev.jacobian.metric;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jacobian.shape.DType;
import dev.jacobian.shape.ShapeException;
import dev.jacobian.shape.StateException;
import dev.jacobian.tensor.Generator;
import dev.jacobian.tensor.Tensor;
import java.util.List;
import java.util.function.Supplier;
import org.apache.commons.math3.stat.regression.SimpleRegression;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RegressionMetricsTest {
  private static final Tensor PREDICTION = Tensor.of(new float[] {1, 2, 4}, 3, 1);
  private static final Tensor TARGET = Tensor.of(new float[] {1, 0, 7}, 3, 1);

  static List<Supplier<Metric>> metrics() {
    return List.of(
        MeanSquaredError::new,
        RootMeanSquaredError::new,
        MeanAbsoluteError::new,
        R2Score::new,
        () -> new MeanMetric("mean"));
  }

  private static double of(Metric metric, Tensor prediction, Tensor target) {
    metric.update(prediction, target);
    return metric.value();
  }

  @Test
  void valuesAreThoseOfTheirFormulas() {
    assertEquals(13.0 / 3, of(new MeanSquaredError(), PREDICTION, TARGET), 1e-15);
    assertEquals(Math.sqrt(13.0 / 3), of(new RootMeanSquaredError(), PREDICTION, TARGET), 1e-15);
    assertEquals(5.0 / 3, of(new MeanAbsoluteError(), PREDICTION, TARGET), 1e-15);
    double mean = 8.0 / 3;
    double total = Math.pow(1 - mean, 2) + Math.pow(mean, 2) + Math.pow(7 - mean, 2);
    assertEquals(1 - 13 / total, of(new R2Score(), PREDICTION, TARGET), 1e-15);
  }

  @Test
  void namesAreThoseOfReports() {
    assertEquals(
        List.of("mse", "rmse", "mae", "r2", "mean"),
        metrics().stream().map(m -> m.get().name()).toList());
  }

  @ParameterizedTest
  @MethodSource("metrics")
  void batchesAndMergingDoNotChangeTheValue(Supplier<Metric> kind) {
    Generator generator = new Generator(8);
    Tensor prediction = Tensor.rand(generator, 1000, 2).add(100);
    Tensor target = Tensor.rand(generator, 1000, 2).add(100);
    double whole = of(kind.get(), prediction, target);
    Metric inBatches = kind.get();
    Metric merged = kind.get();
    long[] borders = {0, 1, 130, 130, 999, 1000};
    for (int i = 0; i + 1 < borders.length; i++) {
      Tensor p = prediction.slice(0, borders[i], borders[i + 1]);
      Tensor t = target.slice(0, borders[i], borders[i + 1]);
      inBatches.update(p, t);
      Metric part = kind.get();
      part.update(p, t);
      merged.merge(part);
    }
    assertEquals(whole, inBatches.value(), Math.abs(whole) * 1e-9);
    assertEquals(whole, merged.value(), Math.abs(whole) * 1e-9);
    inBatches.reset();
    assertEquals(whole, of(inBatches, prediction, target), 0);
  }

  @ParameterizedTest
  @MethodSource("metrics")
  void withoutRowsTheValueIsNaN(Supplier<Metric> kind) {
    Metric metric = kind.get();
    assertTrue(Double.isNaN(metric.value()));
    metric.update(PREDICTION, TARGET);
    metric.reset();
    assertTrue(Double.isNaN(metric.value()));
    metric.update(Tensor.zeros(0, 1), Tensor.zeros(0, 1));
    assertTrue(Double.isNaN(metric.value()));
  }

  @ParameterizedTest
  @MethodSource("metrics")
  void aNaNIsNotHidden(Supplier<Metric> kind) {
    Tensor bad = Tensor.of(new float[] {1, Float.NaN, 4}, 3, 1);
    assertTrue(Double.isNaN(of(kind.get(), bad, TARGET)));
    // Also where all targets are equal, which R2 treats on its own.
    assertTrue(Double.isNaN(of(kind.get(), bad, Tensor.ones(3, 1))));
  }

  @ParameterizedTest
  @MethodSource("metrics")
  void shapesThatDifferAreRefusedInsteadOfBroadcast(Supplier<Metric> kind) {
    Metric metric = kind.get();
    assertEquals(
        metric.name()
            + ": prediction [3, 1] and target [3]; expected equal shapes; fix: reshape one of them:"
            + " target.reshape(prediction.shape().dims())",
        assertThrows(ShapeException.class, () -> metric.update(PREDICTION, TARGET.flatten()))
            .getMessage());
    assertEquals(
        metric.name() + ": prediction [3, 1] and target [4, 1]; expected equal shapes",
        assertThrows(ShapeException.class, () -> metric.update(PREDICTION, Tensor.zeros(4, 1)))
            .getMessage());
  }

  @ParameterizedTest
  @MethodSource("metrics")
  void anotherKindCannotBeMerged(Supplier<Metric> kind) {
    Metric metric = kind.get();
    String own = metric.getClass().getSimpleName();
    assertEquals(
        own + ": merge with a Accuracy; expected another " + own,
        assertThrows(StateException.class, () -> metric.merge(new Accuracy())).getMessage());
  }

  @Test
  void r2OfALeastSquaresLineIsTheSquaredCorrelation() {
    SimpleRegression line = new SimpleRegression();
    double[] x = {1, 2, 3, 5, 8, 13};
    double[] y = {2.1, 3.9, 6.2, 9.7, 17, 25.5};
    double[] fitted = new double[x.length];
    for (int i = 0; i < x.length; i++) {
      line.addData(x[i], y[i]);
    }
    for (int i = 0; i < x.length; i++) {
      fitted[i] = line.predict(x[i]);
    }
    assertEquals(line.getRSquare(), of(new R2Score(), Tensor.of(fitted), Tensor.of(y)), 1e-12);
  }

  @Test
  void r2OfSeveralColumnsIsTheirMean() {
    Tensor prediction = Tensor.of(new float[] {1, 5, 2, 5, 3, 5}, 3, 2);
    Tensor target = Tensor.of(new float[] {1, 4, 2, 5, 3, 6}, 3, 2);
    assertEquals(0.5, of(new R2Score(), prediction, target), 1e-15);
    assertEquals(
        "r2: rows of 1 columns after rows of 2; expected the same number of columns",
        assertThrows(
                ShapeException.class,
                () -> {
                  R2Score metric = new R2Score();
                  metric.update(prediction, target);
                  metric.update(PREDICTION, TARGET);
                })
            .getMessage());
    assertEquals(
        "r2: target [2, 2, 2]; expected [n] or [n, columns]",
        assertThrows(
                ShapeException.class,
                () -> new R2Score().update(Tensor.zeros(2, 2, 2), Tensor.zeros(2, 2, 2)))
            .getMessage());
  }

  @Test
  void r2WithoutSpreadIsOneOrZero() {
    Tensor constant = Tensor.of(new float[] {2, 2});
    assertEquals(1, of(new R2Score(), constant, constant));
    assertEquals(0, of(new R2Score(), Tensor.of(new float[] {2, 3}), constant));
    assertTrue(
        Double.isNaN(of(new R2Score(), Tensor.of(new float[] {2}), Tensor.of(new float[] {2}))),
        "one row has no spread to explain");
  }

  @Test
  void sumsAreKeptInDoublePrecision() {
    MeanSquaredError metric = new MeanSquaredError();
    metric.update(Tensor.of(new float[] {1e4f}), Tensor.of(new float[] {0}));
    for (int i = 0; i < 1000; i++) {
      metric.update(Tensor.of(new float[] {1}), Tensor.of(new float[] {0}));
    }
    assertEquals((1e8 + 1000) / 1001, metric.value(), 1e-6);
  }

  @Test
  void targetsOfAnotherTypeAreRead() {
    assertEquals(
        0.5,
        of(
            new MeanAbsoluteError(),
            Tensor.of(new float[] {1, 3}),
            Tensor.of(new double[] {1, 2}).to(DType.INT32)));
  }

  @Test
  void theMeanIsWeighted() {
    MeanMetric loss = new MeanMetric("loss");
    loss.add(2, 30);
    loss.add(8, 10);
    assertEquals(3.5, loss.value());
  }
}
