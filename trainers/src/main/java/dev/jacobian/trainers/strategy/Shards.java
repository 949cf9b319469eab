package dev.jacobian.trainers.strategy;

import dev.jacobian.data.Batch;
import dev.jacobian.device.Device;
import dev.jacobian.nn.loss.Loss;
import dev.jacobian.shape.DType;
import dev.jacobian.shape.DataException;
import dev.jacobian.shape.Shape;
import dev.jacobian.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;

/**
 * Divides a batch's rows into shards. Every strategy uses it, so that all agree on who has which
 * row.
 */
public final class Shards {
  private Shards() {}

  /**
   * Returns the shards of a batch that have rows, in order: shard i holds the rows from {@code i *
   * rows / shards} on.
   *
   * @throws DataException if the batch has no rows
   */
  public static List<Batch> of(Batch batch, int shards) {
    long rows = batch.size();
    if (rows == 0) {
      throw new DataException(
          "training: a batch has no rows (inputs " + batch.inputs(0).shape() + ")",
          "at least one row in every batch",
          "look at the dataset's size and the loader's batch size");
    }
    if (shards == 1) {
      return List.of(batch);
    }
    List<Batch> parts = new ArrayList<>();
    for (int i = 0; i < shards; i++) {
      long from = i * rows / shards;
      long to = (i + 1) * rows / shards;
      if (from < to) {
        parts.add(batch.slice(from, to));
      }
    }
    return parts;
  }

  /**
   * Returns what all rows of a batch count in the means of a loss, where the batch lies: see {@link
   * Loss#weights}.
   */
  public static List<Tensor> weights(Loss loss, Batch batch) {
    Device device = batch.inputs(0).device();
    Tensor rows = Tensor.full(Shape.scalar(), (double) batch.size(), DType.FLOAT64, device);
    return loss.weights(rows, batch.targetList());
  }
}
