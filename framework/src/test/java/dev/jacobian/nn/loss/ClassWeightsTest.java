package dev.jacobian.nn.loss;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jacobian.shape.DType;
import dev.jacobian.shape.DataException;
import dev.jacobian.shape.Shape;
import dev.jacobian.tensor.Generator;
import dev.jacobian.tensor.Tensor;
import org.junit.jupiter.api.Test;

class ClassWeightsTest {
  private static final CrossEntropyLossOptions OPTIONS = CrossEntropyLossOptions.defaults();
  private static final Tensor LOGITS = Tensor.randn(new Generator(1), 6, 3).to(DType.FLOAT64);
  private static final Tensor LABELS = Tensor.of(new long[] {0, 2, 1, 2, 2, 0});

  private static final Tensor ROWS = Tensor.full(Shape.scalar(), 6, DType.FLOAT64, LOGITS.device());

  private static CrossEntropyLoss weighted(double... weights) {
    return new CrossEntropyLoss(OPTIONS.withClassWeights(Tensor.of(weights)));
  }

  @Test
  void balancedWeightsFollowScikitLearnsFormula() {
    // n / (k * count), the formula in the documentation of compute_class_weight.
    Tensor weights = ClassWeights.balanced(3, 1, 4);
    assertEquals(DType.FLOAT64, weights.dtype());
    double[] expected = {0.8888888888888888, 2.6666666666666665, 0.6666666666666666};
    assertArrayEquals(expected, weights.toDoubleArray(), 1e-15);
    assertArrayEquals(new double[] {1, 1}, ClassWeights.balanced(7, 7).toDoubleArray());
  }

  @Test
  void withBalancedWeightsEveryClassCountsTheSame() {
    double[] counts = {2, 1, 3};
    Tensor ofRows =
        new CrossEntropyLoss(OPTIONS.withReduction(Reduction.NONE)).forward(LOGITS, LABELS);
    double[] losses = ofRows.toDoubleArray();
    long[] labels = LABELS.toLongArray();
    double mean = 0;
    for (int i = 0; i < losses.length; i++) {
      mean += losses[i] / counts[(int) labels[i]] / 3;
    }
    Loss loss = new CrossEntropyLoss(OPTIONS.withClassWeights(ClassWeights.balanced(2, 1, 3)));
    assertEquals(mean, loss.forward(LOGITS, LABELS).item(), 1e-12);
  }

  @Test
  void aClassWithoutRowsHasNoWeight() {
    assertEquals(
        "class weights: class 1 of 3 has 0 rows; expected at least one row of each class; fix: leave the class out, or"
            + " give its weight by hand",
        assertThrows(DataException.class, () -> ClassWeights.balanced(3, 0, 4)).getMessage());
    assertEquals(
        "class weights: no counts; expected the number of rows of each class",
        assertThrows(DataException.class, ClassWeights::balanced).getMessage());
  }

  @Test
  void aClassOfWeightZeroIsLeftOut() {
    Tensor x = LOGITS.detach().setRequiresGrad(true);
    Tensor loss = weighted(1, 1, 0).forward(x, LABELS);
    loss.backward();
    Tensor rows = Tensor.of(new long[] {0, 2, 5});
    Tensor rest = LOGITS.indexSelect(0, rows).setRequiresGrad(true);
    Tensor expected = new CrossEntropyLoss().forward(rest, Tensor.of(new long[] {0, 1, 0}));
    expected.backward();
    assertEquals(expected.item(), loss.item(), 1e-12);
    assertArrayEquals(
        rest.grad().toDoubleArray(), x.grad().indexSelect(0, rows).toDoubleArray(), 1e-12);
    Tensor leftOut = x.grad().indexSelect(0, Tensor.of(new long[] {1, 3, 4}));
    assertArrayEquals(new double[9], leftOut.toDoubleArray());
    // As in PyTorch.
    assertTrue(
        Double.isNaN(
            weighted(1, 0, 1).forward(LOGITS, Tensor.of(new long[] {1, 1, 1, 1, 1, 1})).item()));
  }

  @Test
  void theRowsOfAWeightedMeanCountByTheirLabels() {
    CrossEntropyLoss loss = weighted(0.5, 2, 3);
    Tensor weight = loss.weight(ROWS, LABELS);
    assertEquals(Shape.scalar(), weight.shape());
    assertEquals(0.5 + 3 + 2 + 3 + 3 + 0.5, weight.item());
    assertFalse(weight.requiresGrad());
    assertEquals(
        loss.forward(LOGITS, LABELS).item(), loss.share(LOGITS, LABELS, weight).item(), 1e-12);
    assertEquals(
        "CrossEntropyLoss: label 3 at row 1 of 2, with 3 classes; expected labels from 0 to 2; fix: number the classes"
            + " from 0, or give the model as many outputs as there are classes",
        assertThrows(DataException.class, () -> loss.weight(ROWS, Tensor.of(new long[] {0, 3})))
            .getMessage());
  }

  @Test
  void inOtherReductionsAndLossesEachRowCountsTheSame() {
    Tensor weights = Tensor.ones(3);
    assertTrue(weighted(0.5, 2, 3).isWeightedMean());
    for (Reduction reduction : new Reduction[] {Reduction.SUM, Reduction.NONE}) {
      Loss loss = new CrossEntropyLoss(OPTIONS.withClassWeights(weights).withReduction(reduction));
      assertFalse(loss.isWeightedMean());
    }
    CrossEntropyLoss plain = new CrossEntropyLoss();
    assertFalse(plain.isWeightedMean());
    assertSame(ROWS, plain.weight(ROWS, LABELS));
    Tensor eight = Tensor.full(Shape.scalar(), 8, DType.FLOAT64, ROWS.device());
    assertEquals(
        6.0 / 8 * plain.forward(LOGITS, LABELS).item(),
        plain.share(LOGITS, LABELS, eight).item(),
        1e-12);
    // The mean of the binary loss is over elements, whatever their weights.
    BCEWithLogitsLossOptions binary = BCEWithLogitsLossOptions.defaults().withPosWeight(weights);
    assertFalse(new BCEWithLogitsLoss(binary).isWeightedMean());
  }
}
