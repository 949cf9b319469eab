package dev.jacobian.metric;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jacobian.shape.DataException;
import dev.jacobian.shape.ShapeException;
import dev.jacobian.shape.StateException;
import dev.jacobian.tensor.Tensor;
import org.junit.jupiter.api.Test;

class ClassificationMetricsTest {
  private static final Tensor LOGITS =
      Tensor.of(new float[][] {{3, 1, 2}, {0, 5, 5}, {-3, -2, -1}, {1, 1, 1}});
  private static final Tensor LABELS = Tensor.of(new long[] {0, 1, 1, 0});

  private static double accuracy(Tensor prediction, Tensor target) {
    Accuracy accuracy = new Accuracy();
    accuracy.update(prediction, target);
    return accuracy.value();
  }

  @Test
  void theLargestScoreDecidesAndTheFirstOfSeveral() {
    assertEquals(0.75, accuracy(LOGITS, LABELS));
    assertEquals(0.75, accuracy(LOGITS, Tensor.of(new float[] {0, 1, 1, 0})));
  }

  @Test
  void oneScoreIsComparedWithTheThreshold() {
    Tensor scores = Tensor.of(new float[] {-1, 0.4f, 0.6f, 2});
    assertEquals(0.75, accuracy(scores, Tensor.of(new long[] {0, 0, 1, 1})));
    assertEquals(
        0.75, accuracy(scores.unsqueeze(1), Tensor.of(new float[] {0, 0, 1, 1}).unsqueeze(1)));
    assertEquals(0.75, accuracy(scores.unsqueeze(1), Tensor.of(new long[] {0, 0, 1, 1})));
    Accuracy probabilities = new Accuracy(0.5);
    probabilities.update(scores, Tensor.of(new long[] {0, 0, 1, 1}));
    assertEquals(1, probabilities.value());
  }

  @Test
  void aRowWithNaNCountsAsWrong() {
    Tensor bad = Tensor.of(new float[][] {{Float.NaN, 0}, {1, Float.NaN}, {1, 0}, {0, 1}});
    assertEquals(0.5, accuracy(bad, Tensor.of(new long[] {0, 0, 0, 1})));
    assertEquals(
        0.5, accuracy(Tensor.of(new float[] {Float.NaN, 1}), Tensor.of(new long[] {0, 1})));
  }

  @Test
  void accuraciesMergeAndReset() {
    Accuracy one = new Accuracy();
    assertTrue(Double.isNaN(one.value()));
    one.update(LOGITS, LABELS);
    Accuracy two = new Accuracy();
    two.update(LOGITS.slice(0, 2, 3), LABELS.slice(0, 2, 3));
    one.merge(two);
    assertEquals(3.0 / 5, one.value());
    one.reset();
    assertTrue(Double.isNaN(one.value()));
    assertEquals("accuracy", one.name());
    assertEquals(
        "Accuracy: merge with a R2Score; expected another Accuracy",
        assertThrows(StateException.class, () -> one.merge(new R2Score())).getMessage());
    TopKAccuracy three = new TopKAccuracy(3);
    assertEquals(
        "top_3: merge with top_5; expected a metric with the same options",
        assertThrows(StateException.class, () -> three.merge(new TopKAccuracy(5))).getMessage());
  }

  @Test
  void labelsThatAreNoClassAreNamed() {
    assertEquals(
        "accuracy: label 3.0 at row 1; expected whole numbers from 0 to 2",
        assertThrows(
                DataException.class, () -> accuracy(LOGITS, Tensor.of(new long[] {0, 3, 0, 0})))
            .getMessage());
    assertEquals(
        "accuracy: label 0.5 at row 0; expected whole numbers from 0 to 1",
        assertThrows(
                DataException.class,
                () -> accuracy(Tensor.of(new float[] {1}), Tensor.of(new float[] {0.5f})))
            .getMessage());
    assertThrows(
        DataException.class,
        () -> accuracy(Tensor.of(new float[] {1}), Tensor.of(new float[] {Float.NaN})));
  }

  @Test
  void shapesThatDoNotFitAreRefused() {
    String expected =
        "; expected scores [n, classes] and labels [n], or one score a row, [n] or [n, 1]";
    for (Tensor labels : new Tensor[] {Tensor.zeros(3), Tensor.zeros(4, 3), Tensor.zeros(4, 1)}) {
      assertEquals(
          "accuracy: prediction [4, 3] and target " + labels.shape() + expected,
          assertThrows(ShapeException.class, () -> accuracy(LOGITS, labels)).getMessage());
    }
    assertThrows(ShapeException.class, () -> accuracy(Tensor.of(1f), Tensor.of(1f)));
    assertThrows(ShapeException.class, () -> accuracy(Tensor.zeros(4, 0), Tensor.zeros(4)));
  }

  @Test
  void theMatrixCountsActualAgainstPredicted() {
    ConfusionMatrix matrix = new ConfusionMatrix(3);
    assertTrue(Double.isNaN(matrix.value()));
    matrix.update(LOGITS, LABELS);
    assertArrayEquals(new long[][] {{2, 0, 0}, {0, 1, 1}, {0, 0, 0}}, matrix.counts());
    assertEquals(0.75, matrix.value());
    assertEquals(1, matrix.precision(0));
    assertEquals(0.5, matrix.recall(1));
    assertEquals(2.0 / 3, matrix.f1(1), 1e-15);
    assertEquals(0, matrix.precision(2));
    assertTrue(Double.isNaN(matrix.recall(2)));
    ConfusionMatrix other = new ConfusionMatrix(3);
    other.update(LOGITS, LABELS);
    matrix.merge(other);
    assertEquals(4, matrix.counts()[0][0]);
    matrix.reset();
    assertArrayEquals(new long[3][3], matrix.counts());
  }

  @Test
  void rowsWithNaNAreCountedApart() {
    ConfusionMatrix matrix = new ConfusionMatrix(2);
    matrix.update(Tensor.of(new float[][] {{Float.NaN, 0}, {1, 0}}), Tensor.of(new long[] {1, 0}));
    assertArrayEquals(new long[] {0, 1}, matrix.undecided());
    assertEquals(0.5, matrix.value());
    assertEquals(0, matrix.recall(1));
    ConfusionMatrix sum = new ConfusionMatrix(2);
    sum.merge(matrix);
    assertArrayEquals(new long[] {0, 1}, sum.undecided());
  }

  @Test
  void matricesOfOtherSizesAreRefused() {
    ConfusionMatrix matrix = new ConfusionMatrix(2);
    assertEquals(
        "confusion: scores of 3 classes, [4, 3]; expected [n, 2]",
        assertThrows(ShapeException.class, () -> matrix.update(LOGITS, LABELS)).getMessage());
    assertEquals(
        "confusion: merge of 2 classes with 3; expected the same number of classes",
        assertThrows(StateException.class, () -> matrix.merge(new ConfusionMatrix(3)))
            .getMessage());
    assertEquals(
        "confusion matrix of 1 classes; expected at least 2",
        assertThrows(ShapeException.class, () -> new ConfusionMatrix(1)).getMessage());
  }
}
