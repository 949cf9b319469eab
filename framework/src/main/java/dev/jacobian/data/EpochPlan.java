package dev.jacobian.data;

import dev.jacobian.device.Arrival;
import dev.jacobian.device.MemoryScope;
import dev.jacobian.device.RandomState;
import dev.jacobian.shape.DataException;
import dev.jacobian.tensor.Generator;

/** Which rows each batch of an epoch has. Immutable; any thread may read any batch at any time. */
final class EpochPlan implements BatchReader {
  private final Dataset dataset;
  private final DataLoader.Options options;
  private final long epoch;
  private final long rows;
  private final RowOrder order;

  EpochPlan(Dataset dataset, DataLoader.Options options, long epoch) {
    this.dataset = dataset;
    this.options = options;
    this.epoch = epoch;
    this.rows = dataset.size();
    this.order = RowOrder.of(options, dataset, RandomStreams.order(options.seed(), epoch));
  }

  DataLoader.Options options() {
    return options;
  }

  long epoch() {
    return epoch;
  }

  /** Returns the number of batches. */
  long batches() {
    long batchSize = options.batchSize();
    return options.dropLast() ? rows / batchSize : (rows + batchSize - 1) / batchSize;
  }

  /** Returns the rows of a batch. */
  long[] indices(long number) {
    long start = number * options.batchSize();
    return order.rows(start, (int) Math.min(options.batchSize(), rows - start));
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
