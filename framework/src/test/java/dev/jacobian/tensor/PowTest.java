package dev.jacobian.tensor;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jacobian.profile.Profiler;
import dev.jacobian.shape.DType;
import dev.jacobian.shape.DTypeException;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Exponents that are computed by products and roots, and some that are not. */
class PowTest {
  @ParameterizedTest
  @ValueSource(doubles = {-3, -2, -1, -0.5, 0, 0.5, 1, 1.5, 2, 3, 4, 5})
  void valuesAndGradientsAreThoseOfPowers(double exponent) {
    double[] values = {0.25, 0.5, 1, 1.75, 3};
    Tensor x = Tensor.of(values).setRequiresGrad(true);
    double[] expected = Arrays.stream(values).map(v -> Math.pow(v, exponent)).toArray();
    assertArrayEquals(expected, x.pow(exponent).toDoubleArray(), 1e-13);
    GradCheck.check(in -> in.get(0).pow(exponent), x);
    GradCheck.check(
        in -> {
          Tensor y = in.get(0);
          return Gradients.of(y.pow(exponent).sum(), y, true);
        },
        x);
  }

  @ParameterizedTest
  @ValueSource(doubles = {2, 3, 4})
  void negativeNumbersAndWholeOnesHaveWholePowers(double exponent) {
    double[] values = {-3, -1, 0, 2};
    double[] expected = Arrays.stream(values).map(v -> Math.pow(v, exponent)).toArray();
    Tensor x = Tensor.of(values);
    assertArrayEquals(expected, x.pow(exponent).toDoubleArray());
    for (DType dtype : new DType[] {DType.INT32, DType.INT64}) {
      Tensor whole = x.to(dtype).pow(exponent);
      assertEquals(dtype, whole.dtype());
      assertArrayEquals(expected, whole.to(DType.FLOAT64).toDoubleArray());
    }
  }

  /** Whichever op computes it. */
  @ParameterizedTest
  @ValueSource(doubles = {0.5, 2, 3, 4, 5})
  void truthValuesHaveNone(double exponent) {
    Tensor x = Tensor.of(new boolean[] {true, false});
    DTypeException error = assertThrows(DTypeException.class, () -> x.pow(exponent));
    assertTrue(
        error.getMessage().startsWith("pow: received bool[2]; expected a numeric tensor; fix: "),
        error.getMessage());
  }

  @Test
  void theyNeedNoPowers() {
    Tensor x = Tensor.of(new float[] {1, 2, 3}).setRequiresGrad(true);
    try (Profiler profiler = Profiler.start()) {
      for (double exponent : new double[] {-2, -1, -0.5, 0.5, 2, 3, 4}) {
        x.pow(exponent).sum().backward();
      }
      assertTrue(
          profiler.report().rows().stream().noneMatch(row -> row.name().startsWith("pow")),
          profiler.report().toString());
    }
  }
}
