package dev.jacobian.trainers;

import dev.jacobian.tensor.Tensor;
import dev.jacobian.trainers.strategy.StepOutcome;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The loss of the batches of an epoch: each of the means that it is the sum of is taken over all
 * rows, weighted by what these count in it, as if the epoch were one batch.
 *
 * @param sums of the values of each mean times their weights
 * @param weights the sums of these weights
 */
record MeanLoss(List<Double> sums, List<Double> weights) {
  /** The loss of no batch. */
  static final MeanLoss NONE = new MeanLoss(List.of(), List.of());

  /** Returns the loss of these batches and another one. */
  MeanLoss plus(StepOutcome batch) {
    double[] added =
        batch
            .lossMeans()
            .map(Tensor::toDoubleArray)
            .orElseGet(() -> new double[] {batch.loss().item(), batch.rows()});
    int means = added.length / 2;
    List<Double> newSums = new ArrayList<>();
    List<Double> newWeights = new ArrayList<>();
    for (int i = 0; i < means; i++) {
      double weight = added[means + i];
      // A mean of weight 0 is one of nothing, so it counts for nothing, even if it is NaN.
      double value = weight == 0 ? 0 : added[i] * weight;
      newSums.add(sums.isEmpty() ? value : sums.get(i) + value);
      newWeights.add(weights.isEmpty() ? weight : weights.get(i) + weight);
    }
    return new MeanLoss(newSums, newWeights);
  }

  /** Returns the loss over all rows; NaN if there are none. */
  double value() {
    return IntStream.range(0, sums.size())
        .mapToDouble(i -> sums.get(i) / weights.get(i))
        .reduce(Double::sum)
        .orElse(Double.NaN);
  }

  /** Returns the sums and then the weights; of no batch a 0 each. */
  double[] numbers() {
    return sums.isEmpty()
        ? new double[2]
        : Stream.concat(sums.stream(), weights.stream()).mapToDouble(each -> each).toArray();
  }

  /** Returns what {@link #numbers} gave. */
  static MeanLoss of(double... numbers) {
    List<Double> all = Arrays.stream(numbers).boxed().toList();
    List<Double> weights = all.subList(all.size() / 2, all.size());
    return weights.stream().allMatch(weight -> weight == 0)
        ? NONE
        : new MeanLoss(all.subList(0, all.size() / 2), weights);
  }
}
