package dev.jacobian.trainers.strategy;

import dev.jacobian.tensor.Tensor;
import dev.jacobian.trainers.callback.BatchOutput;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The gradient of a batch's mean loss, or of the part that a shard has in it.
 *
 * @param loss the mean loss of the batch's rows, a float64 scalar without a place on the tape; of a
 *     shard, and of their sum, its part in each of the means if one of them is weighted, {@code
 *     [means]}
 * @param lossMeans the means that the loss is the sum of, and below each what it counts among those
 *     of other batches, float64 {@code [2, means]}, if one is weighted; else it counts by its rows
 * @param rows the batch's rows
 * @param gradients that of each parameter, in the order of {@link
 *     dev.jacobian.nn.Module#parameters}; empty where none flows, as for a frozen parameter
 * @param outputs predictions and targets of each shard, in order
 */
public record BatchGradient(
    Tensor loss,
    Optional<Tensor> lossMeans,
    long rows,
    List<Optional<Tensor>> gradients,
    List<BatchOutput> outputs) {
  /** Copies the lists. */
  public BatchGradient {
    gradients = List.copyOf(gradients);
    outputs = List.copyOf(outputs);
  }

  /** Returns what is added over shards: the loss and the gradients. */
  Stream<Tensor> sums() {
    return Stream.concat(Stream.of(loss), gradients.stream().flatMap(Optional::stream));
  }

  /**
   * Returns the sum of all shards of a batch as the gradient of the batch, if the loss is weighted.
   *
   * @param weights what all rows of the batch count: see {@link Shards#weights}
   */
  BatchGradient withWeights(List<Tensor> weights) {
    return new BatchGradient(
        loss.sum(), Optional.of(BatchLoss.weighted(loss, weights)), rows, gradients, outputs);
  }
}
