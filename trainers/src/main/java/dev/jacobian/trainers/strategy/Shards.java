package dev.jacobian.trainers.strategy;

import dev.jacobian.data.Batch;
import dev.jacobian.shape.DataException;
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
}
