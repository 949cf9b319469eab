package dev.jacobian.trainers;

import dev.jacobian.data.DataLoader;
import dev.jacobian.data.Subset;
import java.util.stream.LongStream;

/** Makes loaders of the first batches of other ones. */
final class FirstBatches {
  private FirstBatches() {}

  /**
   * Returns a loader of the rows of the first batches in the data set's order, made into batches as
   * before.
   *
   * @param batches how many; all, if there are fewer
   */
  static DataLoader of(DataLoader loader, int batches) {
    return of(loader, batches, loader.options());
  }

  /** Returns such a loader that gives the same batches in each epoch, in order. */
  static DataLoader inOrder(DataLoader loader, int batches) {
    DataLoader.Options options = loader.options();
    DataLoader.Options inOrder =
        DataLoader.Options.of(options.batchSize())
            .withDropLast(options.dropLast())
            .withWorkers(options.workers())
            .withPrefetch(options.prefetch())
            .withTimeout(options.timeout())
            .withPinMemory(options.pinMemory());
    return of(loader, batches, inOrder);
  }

  private static DataLoader of(DataLoader loader, int batches, DataLoader.Options options) {
    long rows = Math.min(loader.dataset().size(), (long) batches * options.batchSize());
    return DataLoader.of(
        new Subset(loader.dataset(), LongStream.range(0, rows).toArray()), options);
  }
}
