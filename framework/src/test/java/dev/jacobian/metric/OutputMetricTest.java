package dev.jacobian.metric;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.jacobian.shape.OptionException;
import dev.jacobian.shape.StateException;
import dev.jacobian.tensor.Tensor;
import java.util.List;
import org.junit.jupiter.api.Test;

class OutputMetricTest {
  private static final List<Tensor> OUTPUTS =
      List.of(Tensor.of(new float[] {0}, 1, 1), Tensor.of(new float[] {1, 3}, 2, 1));
  private static final List<Tensor> TARGETS =
      List.of(Tensor.of(new float[] {9}, 1, 1), Tensor.of(new float[] {2, 5}, 2, 1));

  @Test
  void oneOfTheOutputsIsMeasured() {
    OutputMetric metric = OutputMetric.of("price", 1, new MeanAbsoluteError());
    metric.update(OUTPUTS, TARGETS);
    assertEquals("price_mae", metric.name());
    assertEquals(1.5, metric.value());
    OutputMetric other = OutputMetric.of("price", 1, new MeanAbsoluteError());
    other.loadStateDict(metric.stateDict());
    other.merge(metric);
    assertEquals(1.5, other.value());
    metric.reset();
    assertEquals(Double.NaN, metric.value());
  }

  @Test
  void aMetricOfOneOutputSaysHowToChoose() {
    OptionException e =
        assertThrows(OptionException.class, () -> new MeanAbsoluteError().update(OUTPUTS, TARGETS));
    assertEquals(
        "mae: the batch has 2 outputs where one is asked for; expected one of the outputs; fix: say"
            + " which: OutputMetric.of(\"name\", 0, metric)",
        e.getMessage());
  }

  @Test
  void mistakesAreRefused() {
    assertEquals(
        "price_mae: the batch has 2 outputs, and number 2 was asked for; expected a number from 0 to"
            + " 1",
        assertThrows(
                OptionException.class,
                () -> OutputMetric.of("price", 2, new MeanAbsoluteError()).update(OUTPUTS, TARGETS))
            .getMessage());
    assertThrows(OptionException.class, () -> OutputMetric.of("", 0, new MeanAbsoluteError()));
    assertThrows(
        StateException.class,
        () ->
            OutputMetric.of("a", 0, new MeanAbsoluteError())
                .merge(OutputMetric.of("b", 1, new MeanAbsoluteError())));
  }
}
