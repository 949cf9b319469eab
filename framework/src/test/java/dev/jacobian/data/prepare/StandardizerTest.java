package dev.jacobian.data.prepare;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.jacobian.data.Batch;
import dev.jacobian.data.TensorDataset;
import dev.jacobian.shape.DType;
import dev.jacobian.shape.DTypeException;
import dev.jacobian.shape.DataException;
import dev.jacobian.shape.ShapeException;
import dev.jacobian.shape.StateException;
import dev.jacobian.tensor.Generator;
import dev.jacobian.tensor.Tensor;
import java.util.Map;
import org.apache.commons.math3.stat.descriptive.moment.Mean;
import org.apache.commons.math3.stat.descriptive.moment.StandardDeviation;
import org.junit.jupiter.api.Test;

class StandardizerTest {
  private static TensorDataset dataset(Tensor inputs) {
    return new TensorDataset(inputs, Tensor.zeros(inputs.size(0), 1));
  }

  @Test
  void meanAndDeviationAgreeWithCommonsMathAcrossChunks() {
    Tensor values = Tensor.randn(new Generator(3), 10_000, 3).mul(5).add(1e4);
    Standardizer fitted = Standardizer.fit(dataset(values));
    double[] all = values.toDoubleArray();
    for (int column = 0; column < 3; column++) {
      double[] one = new double[10_000];
      for (int i = 0; i < one.length; i++) {
        one[i] = all[3 * i + column];
      }
      assertEquals(new Mean().evaluate(one), fitted.mean()[column], 1e-8);
      assertEquals(new StandardDeviation(false).evaluate(one), fitted.std()[column], 1e-9);
    }
  }

  @Test
  void standardisedColumnsHaveMeanZeroAndDeviationOne() {
    TensorDataset data = dataset(Tensor.randn(new Generator(4), 5000, 2).mul(3).add(100));
    Standardizer again = Standardizer.fit(Standardizer.fit(data).transform(data));
    assertArrayEquals(new double[] {0, 0}, again.mean(), 1e-6);
    assertArrayEquals(new double[] {1, 1}, again.std(), 1e-6);
  }

  @Test
  void theInverseGivesTheValuesBack() {
    Tensor values = Tensor.of(new float[] {1947, 234289, 1962, 554894, 1950, 300000}, 3, 2);
    TensorDataset data = dataset(values);
    Standardizer fitted = Standardizer.fit(data);
    assertArrayEquals(
        values.toFloatArray(), fitted.inverse(fitted.transform(values)).toFloatArray(), 0.05f);
    assertArrayEquals(
        values.toFloatArray(),
        fitted.inverse(fitted.transform(data)).gather(new long[] {0, 1, 2}).inputs().toFloatArray(),
        0.05f);
    Tensor exact = values.to(DType.FLOAT64);
    assertArrayEquals(
        exact.toDoubleArray(), fitted.inverse(fitted.transform(exact)).toDoubleArray(), 1e-9);
  }

  @Test
  void aConstantColumnBecomesZeroAndComesBack() {
    Tensor values = Tensor.of(new float[] {0.1f, 1, 0.1f, 2, 0.1f, 3}, 3, 2);
    Standardizer fitted = Standardizer.fit(dataset(values));
    assertEquals(1, fitted.std()[0]);
    assertEquals(0.1f, fitted.mean()[0]);
    float[] standardised = fitted.transform(values).toFloatArray();
    assertEquals(0f, standardised[0]);
    assertEquals(0f, standardised[4]);
    assertEquals(0.1f, fitted.inverse(fitted.transform(values)).toFloatArray()[2]);
  }

  @Test
  void targetsAreStandardisedOnTheirOwn() {
    TensorDataset data =
        new TensorDataset(
            Tensor.of(new float[] {1, 2}, 2, 1), Tensor.of(new float[] {10, 30}, 2, 1));
    Standardizer fitted = Standardizer.fitTargets(data);
    assertArrayEquals(new double[] {20}, fitted.mean());
    assertArrayEquals(new double[] {10}, fitted.std());
    TensorDataset standardised = fitted.transformTargets(data);
    Batch batch = standardised.gather(new long[] {0, 1});
    assertArrayEquals(new float[] {-1, 1}, batch.targets().toFloatArray());
    assertArrayEquals(new float[] {1, 2}, batch.inputs().toFloatArray());
    assertArrayEquals(
        new float[] {10, 30},
        fitted.inverseTargets(standardised).gather(new long[] {0, 1}).targets().toFloatArray());
  }

  @Test
  void gradientsFlowThroughTheInverse() {
    Standardizer standardizer = Standardizer.of(new double[] {5}, new double[] {3});
    Tensor x = Tensor.of(new float[] {1, 2}, 2, 1).setRequiresGrad(true);
    standardizer.inverse(x).sum().backward();
    Tensor grad = x.grad();
    assertArrayEquals(new float[] {3, 3}, grad == null ? new float[0] : grad.toFloatArray());
  }

  @Test
  void theStateDictRestoresIt() {
    Standardizer one = Standardizer.of(new double[] {0.1, 2}, new double[] {3, 4});
    Standardizer two = Standardizer.fromStateDict(one.stateDict());
    assertArrayEquals(one.mean(), two.mean());
    assertArrayEquals(one.std(), two.std());
    assertEquals(
        "standardizer: the state has [mean]; expected mean and std",
        assertThrows(
                StateException.class,
                () -> Standardizer.fromStateDict(Map.of("mean", Tensor.zeros(1))))
            .getMessage());
  }

  @Test
  void dataThatIsNotFiniteIsNamed() {
    float[] values = new float[2 * 5000];
    values[2 * 4500 + 1] = Float.NaN;
    assertEquals(
        "standardizer: the inputs have NaN at row 4500, column 1; expected finite numbers; fix:"
            + " drop or fill missing values first",
        assertThrows(
                DataException.class, () -> Standardizer.fit(dataset(Tensor.of(values, 5000, 2))))
            .getMessage());
  }

  @Test
  void whatCannotBeStandardisedIsRefused() {
    assertEquals(
        "standardizer: the data set has no rows; expected at least one row",
        assertThrows(DataException.class, () -> Standardizer.fit(dataset(Tensor.zeros(0, 2))))
            .getMessage());
    assertEquals(
        "standardizer: the inputs are int64; expected floating-point numbers; fix: convert them:"
            + " x.to(DType.FLOAT32)",
        assertThrows(
                DTypeException.class,
                () -> Standardizer.fit(dataset(Tensor.arange(4).reshape(2, 2))))
            .getMessage());
    assertEquals(
        "standardizer: inputs [4]; expected [n, columns]",
        assertThrows(ShapeException.class, () -> Standardizer.fit(dataset(Tensor.zeros(4))))
            .getMessage());
    Standardizer two = Standardizer.of(new double[] {0, 0}, new double[] {1, 1});
    assertEquals(
        "standardizer: values [4, 3]; expected [n, 2], as it was fitted on",
        assertThrows(ShapeException.class, () -> two.transform(Tensor.zeros(4, 3))).getMessage());
    assertEquals(
        "standardizer: column 0 with mean 0.0 and std 0.0; expected finite numbers and a std above"
            + " 0",
        assertThrows(DataException.class, () -> Standardizer.of(new double[] {0}, new double[] {0}))
            .getMessage());
    assertEquals(
        "standardizer: 1 means and 2 deviations; expected one of each per column",
        assertThrows(
                DataException.class, () -> Standardizer.of(new double[] {0}, new double[] {1, 1}))
            .getMessage());
  }
}
