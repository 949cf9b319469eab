package dev.jacobian.op;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.jacobian.shape.JacobianException;
import dev.jacobian.tensor.Tensor;
import org.junit.jupiter.api.Test;

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
}
