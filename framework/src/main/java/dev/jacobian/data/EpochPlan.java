package dev.jacobian.data;

import dev.jacobian.device.Arrival;
import dev.jacobian.device.MemoryScope;
import dev.jacobian.device.random.RandomState;
import dev.jacobian.shape.DataException;
import dev.jacobian.tensor.Generator;
import org.jspecify.annotations.Nullable;

/** Which rows each batch of an epoch has. Immutable; any thread may read any batch at any time. */
final class EpochPlan implements BatchReader {
  private final Dataset dataset;
  private final DataLoader.Options options;
  private final long epoch;
  private final long rows;
  private final RowOrder order;

  EpochPlan(Dataset dataset, @Nullable Sampler sampler, DataLoader.Options options, long epoch) {
    this.dataset = dataset;
    this.options = options;
    this.epoch = epoch;
    RandomState random = RandomStreams.order(options.seed(), epoch);
    this.rows = sampler == null ? dataset.size() : sampler.size();
    this.order =
        sampler == null
            ? RowOrder.of(options, dataset, random)
            : (first, count) -> sampler.rows(random, first, count);
  }

  DataLoader.Options options() {
    return options;
  }

  long epoch() {
    return epoch;
  }

  /** Returns the number of rows. */
  long rows() {
    return rows;
  }

  /** Returns the number of batches. */
  long batches() {
    long batchSize = options.batchSize();
    return options.dropLast() ? rows / batchSize : (rows + batchSize - 1) / batchSize;
  }

  /** Returns the rows of a batch. */
  long[] indices(long number) {
    long start = number * options.batchSize();
    int count = (int) Math.min(options.batchSize(), rows - start);
    long[] indices = order.rows(start, count);
    if (indices.length != count) {
      throw new DataException(
          "data loader: the sampler returned " + indices.length + " rows", "as asked, " + count);
    }
    return indices;
  }

  @Override
  public String name() {
    return "worker";
  }

  /**
   * Reads a batch. What was made by it and is part of the batch belongs to the scope that is open
   * around this call; what else was made is released.
   */
  @Override
  public Fetched read(long number) {
    long[] indices = indices(number);
    Generator generator = Generator.threadDefault();
    RandomState before = generator.state();
    generator.setState(RandomStreams.batch(options.seed(), epoch, number));
    try (MemoryScope scope = MemoryScope.open()) {
      Batch batch = dataset.gather(indices);
      if (batch.size() != indices.length) {
        throw new DataException(
            "data loader: "
                + dataset.getClass().getName()
                + ".gather returned "
                + batch.size()
                + " rows",
            "one per index, " + indices.length);
      }
      return Fetched.of(batch, scope, Arrival.HERE);
    } finally {
      generator.setState(before);
    }
  }
}
