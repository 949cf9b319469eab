package dev.jacobian.op;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.jacobian.tensor.Tensor;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The inverse of the error function where x is nearly 1, by mpmath with 40 digits. */
class ErfInvTest {
  @ParameterizedTest
  @CsvSource({
    "18, 3.267703778589618034",
    "24, 3.832506856900710909",
    "40, 5.051254085249389967",
    "50, 5.68612844131039098"
  })
  void theTailIsExact(int power, double expected) {
    double x = 1 - Math.pow(2, -power);
    Tensor y = Tensor.of(new double[] {x, -x}).erfinv();
    assertEquals(expected, y.get(0).item(), 4 * Math.ulp(expected));
    assertEquals(-expected, y.get(1).item(), 4 * Math.ulp(expected));
  }
}
