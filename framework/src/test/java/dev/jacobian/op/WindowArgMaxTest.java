package dev.jacobian.op;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.jacobian.shape.JacobianException;
import dev.jacobian.tensor.Tensor;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WindowArgMaxTest {
  private static String error(Tensor x, long size, long stride, long padding, long dilation) {
    return assertThrows(JacobianException.class, () -> x.maxPool1d(size, stride, padding, dilation))
        .getMessage();
  }

  @Test
  void windowsThatHoldNothingAreErrors() {
    Tensor x = Tensor.zeros(2, 3);
    String form =
        "; expected a size, stride and dilation of at least 1, and a padding of 0 to half";
    String larger = "; expected a window that is not larger than the padded input";
    String room = "; expected an axis on which every window has an entry";
    String[][] cases = {
      {error(x, 0, 1, 0, 1), form}, {error(x, 2, 0, 0, 1), form}, {error(x, 2, 1, 2, 1), form},
      {error(x, 2, 1, 0, 0), form}, {error(x, 4, 1, 0, 1), larger}, {error(x, 2, 1, 0, 3), larger},
      // The only window has entries before and behind the axis, none on it.
      {error(Tensor.zeros(1), 2, 1, 1, 2), room},
    };
    for (String[] one : cases) {
      assertEquals(
          one[1], one[0].substring(one[0].indexOf(';'), one[0].indexOf(';') + one[1].length()));
    }
    assertEquals(
        "maxPool1d: received int64[3]; expected a floating-point tensor; fix: cast it first, for"
            + " example x.to(DType.FLOAT64)",
        error(Tensor.arange(3), 2, 1, 0, 1));
  }

  @Test
  void theFirstOfSeveralNaNsHasTheGradient() {
    Tensor x = Tensor.of(new float[] {0, Float.NaN, Float.NaN, 1}, 4).setRequiresGrad(true);
    x.maxPool1d(4).sum().backward();
    assertArrayEquals(new double[] {0, 1, 0, 0}, x.grad().toDoubleArray());
  }

  /** Places in windows so far apart have no exact numbers of float32. */
  @Test
  void windowsFarApartGiveEachGradientToItsElement() {
    int side = 3002;
    float[] values = new float[side * side];
    int[] places = {1, 3000, 3000 * side + 1, 3001 * side + 3001};
    for (int place : places) {
      values[place] = 1;
    }
    Tensor x = Tensor.of(values, side, side).setRequiresGrad(true);
    x.maxPool2d(2, 3000, 0, 1).sum().backward();
    float[] gradient = x.grad().toFloatArray();
    for (int place : places) {
      assertEquals(1, gradient[place], "at " + place);
    }
    assertEquals(4, x.grad().sum().item());
  }

  @ParameterizedTest
  @CsvSource({
    // Entries, stride, padding, dilation: a few are compared one by one, many are searched.
    "3, 2, 1, 1",
    "4, 1, 2, 1",
    "3, 1, 1, 3",
    "5, 3, 2, 2",
    "16, 5, 8, 1",
    "17, 5, 8, 1",
    "20, 7, 3, 2"
  })
  void theFirstLargestEntryOfEachWindowHasTheGradient(
      int size, int stride, int padding, int dilation) {
    long seed = 31L * size + stride;
    SplittableRandom random = new SplittableRandom(seed);
    float[] kinds = {Float.NEGATIVE_INFINITY, -1, 0, 1, 2, Float.POSITIVE_INFINITY, Float.NaN};
    int length = 60;
    float[] x = new float[3 * length];
    for (int i = 0; i < x.length; i++) {
      // The first row is low everywhere, the second one has no NaN.
      x[i] = i < length ? kinds[0] : kinds[random.nextInt(kinds.length - (i < 2 * length ? 1 : 0))];
    }
    double[] expected = new double[x.length];
    for (int row = 0; row < 3; row++) {
      int windows = (length + 2 * padding - dilation * (size - 1) - 1) / stride + 1;
      for (int window = 0; window < windows; window++) {
        int largest = -1;
        for (int k = 0; k < size; k++) {
          int place = window * stride + k * dilation - padding;
          if (place >= 0 && place < length) {
            float entry = x[row * length + place];
            float before = largest < 0 ? 0 : x[row * length + largest];
            if (largest < 0 || entry > before || (Float.isNaN(entry) && !Float.isNaN(before))) {
              largest = place;
            }
          }
        }
        expected[row * length + largest]++;
      }
    }
    Tensor input = Tensor.of(x, 3, length).setRequiresGrad(true);
    input.maxPool1d(size, stride, padding, dilation).sum().backward();
    assertArrayEquals(expected, input.grad().toDoubleArray(), "seed " + seed);
  }
}
