package dev.jacobian.trainers.report.chart;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PlotBoxTest {
  @Test
  void coordinatesHaveTwoPlaces() {
    assertEquals("0.00", PlotBox.number(0));
    assertEquals("0.00", PlotBox.number(-0.001));
    assertEquals("-0.01", PlotBox.number(-0.01));
    assertEquals("-12.30", PlotBox.number(-12.3));
    assertEquals("1000.00", PlotBox.number(999.999));
    assertEquals("7.05", PlotBox.number(7.05));
    Random random = new Random(1);
    for (int i = 0; i < 10_000; i++) {
      double value = 1200 * random.nextDouble() - 100;
      BigDecimal rounded = BigDecimal.valueOf(value).setScale(2, RoundingMode.HALF_UP);
      String expected = rounded.signum() == 0 ? "0.00" : rounded.toPlainString();
      assertEquals(expected, PlotBox.number(value), () -> "of " + value);
    }
  }
}
