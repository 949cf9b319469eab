package dev.jacobian.trainers.strategy;

import dev.jacobian.tensor.Tensor;
import dev.jacobian.trainers.callback.BatchOutput;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The gradient of a batch's mean loss, or of the part that a shard has in it.
 *
 * @param loss the mean loss of the batch's rows, a float64 scalar without a place on the tape
 * @param lossWeight what the loss counts in the mean over several batches, a float64 scalar, if it
 *     is weighted; else it counts by its rows
 * @param rows the batch's rows
 * @param gradients that of each parameter, in the order of {@link
 *     dev.jacobian.nn.Module#parameters}; empty where none flows, as for a frozen parameter
 * @param outputs predictions and targets of each shard, in order
 */
public record BatchGradient(
    Tensor loss,
    Optional<Tensor> lossWeight,
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

  BatchGradient withLossWeight(Tensor weight) {
    return new BatchGradient(loss, Optional.of(weight), rows, gradients, outputs);
  }
}
