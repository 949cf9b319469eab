package dev.jacobian.metric;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jacobian.shape.DType;
import dev.jacobian.shape.OptionException;
import dev.jacobian.shape.ShapeException;
import dev.jacobian.shape.StateException;
import dev.jacobian.tensor.Generator;
import dev.jacobian.tensor.Tensor;
import java.util.List;
import org.junit.jupiter.api.Test;

class RankMetricsTest {
  private static final Tensor LABELS = Tensor.of(new long[] {0, 1, 1, 0});

  @Test
  void aNaNIsNeverHidden() {
    Tensor one = Tensor.of(new double[] {0.5, Double.NaN, 1, 0});
    Tensor three = Tensor.of(new double[] {1, 2, 3, 3, Double.NaN, 1, 1, 2, 3, 0, 0, 1}, 4, 3);
    for (Tensor prediction : List.of(one, three)) {
      for (Metric metric : List.of(new RocAuc(), new AveragePrecision(), new LogLoss())) {
        metric.update(prediction, LABELS);
        assertTrue(Double.isNaN(metric.value()), metric.name());
      }
      TopKAccuracy top = new TopKAccuracy(2);
      top.update(prediction, LABELS);
      assertTrue(top.value() <= 0.75, "a row with NaN is wrong");
      Recall recall = new Recall();
      recall.update(one, LABELS);
      assertEquals(0.5, recall.value());
    }
  }

  @Test
  void theValueDoesNotDependOnTheOrderOfRows() {
    Generator generator = new Generator(3);
    Tensor scores = Tensor.randn(generator, 500).mul(4).to(DType.INT64);
    Tensor labels = Tensor.rand(generator, 500).gt(0.7).to(DType.INT64);
    RocAuc forward = new RocAuc();
    forward.update(scores, labels);
    RocAuc parts = new RocAuc();
    for (long end = 500; end > 0; end -= 50) {
      parts.update(scores.slice(0, end - 50, end), labels.slice(0, end - 50, end));
    }
    assertEquals(Double.doubleToLongBits(forward.value()), Double.doubleToLongBits(parts.value()));
  }

  @Test
  void rowsOfOtherNumbersOfClassesAreRefused() {
    Tensor three = Tensor.zeros(4, 3);
    for (Metric metric : List.of(new RocAuc(), new F1Score())) {
      metric.update(Tensor.zeros(4), LABELS);
      assertEquals(
          metric.name()
              + ": rows of 3 classes after rows of 2; expected the same number of classes",
          assertThrows(ShapeException.class, () -> metric.update(three, LABELS)).getMessage());
      metric.reset();
      metric.update(three, LABELS);
    }
    assertEquals(
        "RocAuc: merge with a AveragePrecision; expected another RocAuc",
        assertThrows(StateException.class, () -> new RocAuc().merge(new AveragePrecision()))
            .getMessage());
    assertEquals(
        "top-k accuracy with k 0; expected k of at least 1",
        assertThrows(OptionException.class, () -> new TopKAccuracy(0)).getMessage());
  }

  @Test
  void aThresholdIsTheBorderBetweenTwoClasses() {
    Tensor probabilities = Tensor.of(new double[] {0.2, 0.6, 0.9, 0.4});
    for (Metric metric :
        List.of(
            new Precision(Average.BINARY_OR_MACRO, 0.5),
            new Recall(Average.BINARY_OR_MACRO, 0.5),
            new F1Score(Average.BINARY_OR_MACRO, 0.5))) {
      metric.update(probabilities, LABELS);
      assertEquals(1, metric.value(), metric.name());
    }
  }
}
