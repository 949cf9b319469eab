package dev.jacobian.nn.loss;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.jacobian.shape.DType;
import dev.jacobian.tensor.Generator;
import dev.jacobian.tensor.Tensor;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The parts that shards have in the mean of a batch add up to it, whatever the rows count. */
class SharesTest {
  private static final Tensor SCORES = Tensor.randn(new Generator(1), 5, 4, 3).to(DType.FLOAT64);
  private static final Tensor LABELS =
      Tensor.of(new long[] {0, 1, 2, 2, 3, 3, 3, 1, 0, 2, 2, 1, 3, 0, 2}, 5, 3);
  private static final Tensor WEIGHTS = Tensor.of(new double[] {0.5, 1, 3, 2});

  private static void check(Loss loss, List<Tensor> outputs, List<Tensor> targets) {
    Tensor rows = Tensor.of(new double[] {5}, new long[0]);
    List<Tensor> weights = loss.weights(rows, targets);
    double sum = 0;
    for (long[] shard : new long[][] {{0, 2}, {2, 5}}) {
      sum +=
          loss.shares(part(outputs, shard), part(targets, shard), weights).stream()
              .mapToDouble(Tensor::item)
              .sum();
    }
    assertEquals(loss.forward(outputs, targets).item(), sum, 1e-12);
  }

  private static List<Tensor> part(List<Tensor> tensors, long[] shard) {
    return tensors.stream().map(each -> each.slice(0, shard[0], shard[1])).toList();
  }

  @Test
  void ofLabelsAtManyPositions() {
    for (Long ignored : new Long[] {null, 2L}) {
      for (Tensor weights : new Tensor[] {null, WEIGHTS}) {
        check(
            new CrossEntropyLoss(
                new CrossEntropyLossOptions(weights, 0.1, ignored, Reduction.MEAN)),
            List.of(SCORES),
            List.of(LABELS));
        check(
            new NLLLoss(new NLLLossOptions(weights, ignored, Reduction.MEAN)),
            List.of(SCORES.logSoftmax(1)),
            List.of(LABELS));
      }
    }
  }

  @Test
  void ofProbabilities() {
    for (Tensor weights : new Tensor[] {null, WEIGHTS}) {
      check(
          new CrossEntropyLoss(new CrossEntropyLossOptions(weights, 0.1, null, Reduction.MEAN)),
          List.of(SCORES),
          List.of(SCORES.neg().softmax(1)));
    }
  }

  @Test
  void ofMargins() {
    Tensor scores = SCORES.select(2, 0);
    Tensor labels = LABELS.select(1, 0);
    check(
        new MultiMarginLoss(MultiMarginLoss.Options.defaults().withClassWeights(WEIGHTS)),
        List.of(scores),
        List.of(labels));
    check(new MultiLabelMarginLoss(), List.of(LABELS.to(DType.FLOAT64)), List.of(LABELS.sub(1)));
    check(new MultiLabelSoftMarginLoss(), List.of(scores), List.of(scores.gt(0).to(DType.FLOAT64)));
  }

  @Test
  void ofSeveralOutputs() {
    Tensor first = SCORES.flatten(1);
    Tensor second = first.flip(0);
    Tensor signs = Tensor.of(new long[] {1, -1, 1, 1, -1});
    check(new CosineEmbeddingLoss(), List.of(first, second), List.of(signs));
    check(new TripletMarginLoss(), List.of(first, second, first.sin()), List.of(signs));
    check(
        new MarginRankingLoss(),
        List.of(first.slice(1, 0, 1), second.slice(1, 0, 1)),
        List.of(signs.unsqueeze(1)));
    check(new GaussianNLLLoss(), List.of(first, second.exp()), List.of(first.sin()));
    check(
        new KLDivLoss(KLDivLossOptions.defaults().withByRows(true)),
        List.of(SCORES.logSoftmax(1)),
        List.of(SCORES.neg().softmax(1)));
  }
}
