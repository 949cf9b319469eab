package dev.jacobian.data.prepare;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.jacobian.data.TensorDataset;
import dev.jacobian.data.column.TableSchema;
import dev.jacobian.shape.DType;
import dev.jacobian.shape.DataException;
import dev.jacobian.shape.ShapeException;
import dev.jacobian.shape.StateException;
import dev.jacobian.tensor.Tensor;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SimpleImputerTest {
  private static final double NAN = Double.NaN;
  private static final TableSchema SCHEMA = TableSchema.numbers(List.of("a", "b"));

  private static TensorDataset rows(double... values) {
    Tensor inputs = Tensor.of(values, values.length / 2, 2);
    return new TensorDataset(inputs, Tensor.zeros(inputs.size(0), 1));
  }

  @Test
  void aMissingValueBecomesTheMeanOfThoseThatAreThere() {
    SimpleImputer fitted = SimpleImputer.fit(rows(1, NAN, NAN, 4, 3, NAN), SCHEMA);
    assertArrayEquals(new double[] {2, 4}, fitted.values());
    Tensor other = Tensor.of(new double[] {NAN, 7, 0, NAN, -1, 5}, 3, 2);
    assertArrayEquals(new double[] {2, 7, 0, 4, -1, 5}, fitted.transform(other).toDoubleArray());
    Tensor narrow = fitted.transform(other.to(DType.FLOAT32));
    assertEquals(DType.FLOAT32, narrow.dtype());
    assertArrayEquals(new float[] {2, 7, 0, 4, -1, 5}, narrow.toFloatArray());
  }

  @Test
  void meansOfManyRowsAreThoseOfAllTogether() {
    double[] values = new double[2 * 10_000];
    for (int row = 0; row < 10_000; row++) {
      values[2 * row] = row < 5000 ? NAN : 1e12 + row % 3;
      values[2 * row + 1] = row % 4 == 0 ? row : NAN;
    }
    SimpleImputer fitted = SimpleImputer.fit(rows(values), SCHEMA);
    assertEquals(1e12 + 1, fitted.values()[0], 1e-3);
    assertEquals(4998, fitted.values()[1], 1e-9);
  }

  @Test
  void infinitiesAreNotMissing() {
    SimpleImputer fitted = SimpleImputer.of(new double[] {5, 6});
    double infinity = Double.POSITIVE_INFINITY;
    assertArrayEquals(
        new double[] {infinity, 6},
        fitted.transform(Tensor.of(new double[] {infinity, NAN}, 1, 2)).toDoubleArray());
  }

  @Test
  void aColumnWithoutAnyValueIsNamed() {
    assertEquals(
        "the feature 'b': every value is missing in the 2 training rows, so there is none to fill in;"
            + " expected at least one value; fix: ignore the column",
        assertThrows(DataException.class, () -> SimpleImputer.fit(rows(1, NAN, NAN, NAN), SCHEMA))
            .getMessage());
  }

  @Test
  void itComesBackFromItsState() {
    SimpleImputer fitted = SimpleImputer.of(new double[] {1700000000.5, -0.25});
    Map<String, Tensor> state = fitted.stateDict();
    assertEquals(DType.FLOAT64, state.get("mean").dtype());
    assertArrayEquals(fitted.values(), SimpleImputer.fromStateDict(state).values());
    assertEquals(
        "imputer: the state has []; expected mean",
        assertThrows(StateException.class, () -> SimpleImputer.fromStateDict(Map.of()))
            .getMessage());
  }

  @Test
  void whatDoesNotFitIsRefused() {
    SimpleImputer two = SimpleImputer.of(new double[] {1, 2});
    assertEquals(
        "imputer: values [1, 3]; expected [n, 2]",
        assertThrows(ShapeException.class, () -> two.transform(Tensor.zeros(1, 3))).getMessage());
    assertEquals(
        "imputer: the value of column 1 is NaN; expected finite numbers",
        assertThrows(DataException.class, () -> SimpleImputer.of(new double[] {1, NAN}))
            .getMessage());
  }
}
