package dev.jacobian.data;

import dev.jacobian.device.Device;
import dev.jacobian.shape.DataException;
import dev.jacobian.shape.Option;
import dev.jacobian.shape.OptionException;
import dev.jacobian.shape.OptionRanges;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Makes batches of a data set's rows, epoch after epoch, in order or shuffled, read by the caller
 * or ahead of it by worker threads. PyTorch equivalent: {@code torch.utils.data.DataLoader}.
 *
 * <p>The order of an epoch depends on the seed and the epoch's number only. Neither it nor what is
 * in the batches depends on the number of workers. An exception that a data set throws reaches the
 * caller as the same object, at the batch where it happened, with or without workers.
 *
 * <p>A batch is owned like any new tensor: by the {@link dev.jacobian.device.MemoryScope} that is
 * open where {@code next()} is called, or, outside any scope, for as long as it is reachable. A
 * loop that opens its scope inside the body hands the batch over with {@link Batch#releaseWith}.
 */
public final class DataLoader implements Iterable<Batch>, AutoCloseable {
  private final Dataset dataset;
  private final @Nullable Sampler sampler;
  private final Options options;
  private final AtomicLong nextEpoch = new AtomicLong();
  private final Set<Prefetcher> open = ConcurrentHashMap.newKeySet();
  private volatile boolean closed;

  /**
   * How batches are made.
   *
   * @param batchSize rows of a batch
   * @param shuffle whether each epoch has a random order of its own
   * @param shuffleWindow rows that are mixed at a time, as {@link #withShuffleWindow} says; 0 to
   *     mix all
   * @param seed chooses the orders, and what a {@link Sampler} draws
   * @param dropLast whether a last batch that is smaller than the others is left out
   * @param workers threads that read ahead, which never changes what is read; with 0 the caller
   *     reads each batch when it asks for it
   * @param prefetch batches that each worker may be ahead; bounds the memory that they take
   * @param timeout how long the caller waits for a batch that workers read before it takes them for
   *     hung; zero to wait for ever
   * @param bucketBatches batches whose rows are sorted by length, as {@link #withBucketBatches}
   *     says; 0 for rows of any length in a batch
   * @param pinMemory whether batches travel to a GPU ahead of the caller, through pinned main
   *     memory; takes room for two batches more on the GPU and in main memory, and does nothing on
   *     a CPU
   */
  public record Options(
      @Option(min = 1) int batchSize,
      @Option boolean shuffle,
      long shuffleWindow,
      @Option long seed,
      boolean dropLast,
      @Option(min = 0, max = 256, mayChange = true) int workers,
      @Option(min = 1, max = 1024, mayChange = true) int prefetch,
      Duration timeout,
      int bucketBatches,
      @Option(mayChange = true) boolean pinMemory) {
    private static final Duration DEFAULT_TIMEOUT = Duration.ofMinutes(10);

    /**
     * Checks the numbers.
     *
     * @throws OptionException if one is out of range
     */
    public Options {
      OptionRanges.require(
          Options.class,
          batchSize,
          shuffle,
          shuffleWindow,
          seed,
          dropLast,
          workers,
          prefetch,
          timeout,
          bucketBatches,
          pinMemory);
      if (bucketBatches < 0 || (bucketBatches > 0 && shuffleWindow > 0)) {
        throw new OptionException(
            "DataLoader: bucket batches " + bucketBatches + ", shuffle window " + shuffleWindow,
            "0 or more batches, and no window beside them");
      }
      if (shuffleWindow < 0 || timeout.isNegative()) {
        throw new OptionException(
            "DataLoader: shuffle window " + shuffleWindow + ", timeout " + timeout,
            "0 or more of both");
      }
    }

    /**
     * Returns the defaults, which are PyTorch's: in order, all rows, no workers, 2 batches ahead
     * per worker; but a timeout of 10 minutes, so that a run that nobody looks at ends.
     */
    public static Options of(int batchSize) {
      return new Options(batchSize, false, 0, 0, false, 0, 2, DEFAULT_TIMEOUT, 0, false);
    }

    /** Returns these options with a random order chosen by {@code seed}. */
    public Options withShuffle(long seed) {
      return new Options(
          batchSize,
          true,
          shuffleWindow,
          seed,
          dropLast,
          workers,
          prefetch,
          timeout,
          bucketBatches,
          pinMemory);
    }

    /** Returns these options with another seed, of the order or of a {@link Sampler}. */
    public Options withSeed(long seed) {
      return new Options(
          batchSize,
          shuffle,
          shuffleWindow,
          seed,
          dropLast,
          workers,
          prefetch,
          timeout,
          bucketBatches,
          pinMemory);
    }

    /** Returns these options with the order of the data set. */
    public Options inOrder() {
      return new Options(
          batchSize,
          false,
          shuffleWindow,
          seed,
          dropLast,
          workers,
          prefetch,
          timeout,
          bucketBatches,
          pinMemory);
    }

    /**
     * Returns these options with a number of rows that are mixed at a time, if they are shuffled:
     * rows of 32 random places of the data set, then those of 32 others. For files that are larger
     * than memory, where each row of an order that mixes all is a read from the disk; a window is
     * read in 32 pieces, and should be as large as memory easily holds. It does not help with the
     * parts of a {@link Splits#randomSplit}, whose neighbours lie anywhere in the file.
     *
     * @param rows 0 to mix all
     */
    public Options withShuffleWindow(long rows) {
      return new Options(
          batchSize,
          shuffle,
          rows,
          seed,
          dropLast,
          workers,
          prefetch,
          timeout,
          bucketBatches,
          pinMemory);
    }

    /**
     * Returns these options with rows of like {@linkplain Dataset#length length} in a batch, if
     * they are shuffled, so that little is padded: as many rows as so many batches have are drawn,
     * sorted by length, cut into batches, and these come in a random order.
     *
     * @param batches about 100; the more, the less is padded and the less random batches are; 0 for
     *     rows of any length
     */
    public Options withBucketBatches(int batches) {
      return new Options(
          batchSize,
          shuffle,
          shuffleWindow,
          seed,
          dropLast,
          workers,
          prefetch,
          timeout,
          batches,
          pinMemory);
    }

    /** Returns these options with or without a smaller last batch. */
    public Options withDropLast(boolean dropLast) {
      return new Options(
          batchSize,
          shuffle,
          shuffleWindow,
          seed,
          dropLast,
          workers,
          prefetch,
          timeout,
          bucketBatches,
          pinMemory);
    }

    /** Returns these options with another number of threads. */
    public Options withWorkers(int workers) {
      return new Options(
          batchSize,
          shuffle,
          shuffleWindow,
          seed,
          dropLast,
          workers,
          prefetch,
          timeout,
          bucketBatches,
          pinMemory);
    }

    /** Returns these options with another number of batches ahead per worker. */
    public Options withPrefetch(int prefetch) {
      return new Options(
          batchSize,
          shuffle,
          shuffleWindow,
          seed,
          dropLast,
          workers,
          prefetch,
          timeout,
          bucketBatches,
          pinMemory);
    }

    /**
     * Returns these options with or without batches that travel to a GPU ahead of the caller. Where
     * {@link DataLoader#to} or a trainer asks for batches on a GPU, a thread of the loader's reads
     * them (from the workers, if there are some) and sends them there through pinned main memory,
     * two ahead, while the GPU computes. Which batches come, and in which order, does not change.
     * On a CPU there is nothing to send, and this changes nothing. PyTorch equivalent: {@code
     * DataLoader(pin_memory=True)}, which leaves the sending to {@code to(device,
     * non_blocking=True)}, and warns where there is no GPU.
     */
    public Options withPinMemory(boolean pinMemory) {
      return new Options(
          batchSize,
          shuffle,
          shuffleWindow,
          seed,
          dropLast,
          workers,
          prefetch,
          timeout,
          bucketBatches,
          pinMemory);
    }

    /** Returns these options with another time to wait for workers; zero to wait for ever. */
    public Options withTimeout(Duration timeout) {
      return new Options(
          batchSize,
          shuffle,
          shuffleWindow,
          seed,
          dropLast,
          workers,
          prefetch,
          timeout,
          bucketBatches,
          pinMemory);
    }
  }

  private DataLoader(Dataset dataset, @Nullable Sampler sampler, Options options) {
    this.dataset = dataset;
    this.sampler = sampler;
    this.options = options;
  }

  /**
   * Makes a loader.
   *
   * @throws DataException if an epoch would have no batch: the data set is empty, or smaller than
   *     one batch and the last is dropped
   */
  public static DataLoader of(Dataset dataset, Options options) {
    return checked(new DataLoader(dataset, null, options));
  }

  /**
   * Makes a loader of the rows that a sampler draws, by the options' seed and the epoch's number.
   *
   * @throws DataException if an epoch would have no batch, or the sampler is for another data set
   * @throws OptionException if the options ask for another order
   */
  public static DataLoader of(Dataset dataset, Sampler sampler, Options options) {
    if (options.shuffle()) {
      throw new OptionException(
          "data loader: a sampler, and rows that are shuffled",
          "one of both",
          "leave out withShuffle; withSeed sets the seed that the sampler draws by");
    }
    sampler.requireFits(dataset.size());
    return checked(new DataLoader(dataset, sampler, options));
  }

  private static DataLoader checked(DataLoader loader) {
    Options options = loader.options;
    if (loader.dataset.size() == 0) {
      throw new DataException("data loader: the data set has no rows", "at least one row");
    }
    if (loader.batchesPerEpoch() == 0) {
      throw new DataException(
          "data loader: "
              + loader.rowsPerEpoch()
              + " rows make no batch of "
              + options.batchSize()
              + " with dropLast",
          "at least one whole batch",
          "use a smaller batchSize, or dropLast = false");
    }
    return loader;
  }

  /** Returns what the batches are made of. */
  public Dataset dataset() {
    return dataset;
  }

  /** Returns what draws the rows, if the options do not say their order. */
  public Optional<Sampler> sampler() {
    return Optional.ofNullable(sampler);
  }

  /** Returns how the batches are made. */
  public Options options() {
    return options;
  }

  /** Returns the number of batches of an epoch. */
  public long batchesPerEpoch() {
    return planOf(0).batches();
  }

  /** Returns the number of rows of an epoch, those of a last batch that is dropped among them. */
  public long rowsPerEpoch() {
    return planOf(0).rows();
  }

  private EpochPlan planOf(long epoch) {
    return new EpochPlan(dataset, sampler, options, epoch);
  }

  /**
   * Returns the batches of the epoch after the one that this method started last; the first time,
   * of epoch 0.
   */
  @Override
  public BatchIterator iterator() {
    return iterator(nextEpoch.getAndIncrement());
  }

  /** Returns the batches of an epoch. */
  public BatchIterator iterator(long epoch) {
    return iterator(epoch, 0);
  }

  /**
   * Returns the batches of an epoch from one of them on, as resuming needs them; those before are
   * not read.
   *
   * @param firstBatch from 0 to {@link #batchesPerEpoch()}
   * @throws DataException if this loader is closed, or there is no such batch
   */
  public BatchIterator iterator(long epoch, long firstBatch) {
    EpochPlan plan = plan(epoch, firstBatch);
    List<Prefetcher> prefetchers = new ArrayList<>(1);
    return iterator(plan, firstBatch, read(plan, firstBatch, prefetchers), prefetchers);
  }

  /**
   * Returns the batches of an epoch on a device, where they travel ahead of the caller if the
   * options say {@link Options#withPinMemory pinMemory} and the device is a GPU.
   *
   * @param firstBatch from 0 to {@link #batchesPerEpoch()}
   * @throws DataException if this loader is closed, or there is no such batch
   * @throws dev.jacobian.shape.DeviceException at the first batch, if the device cannot be used
   */
  public BatchIterator iterator(long epoch, long firstBatch, Device device) {
    EpochPlan plan = plan(epoch, firstBatch);
    List<Prefetcher> prefetchers = new ArrayList<>(2);
    BatchSource source = read(plan, firstBatch, prefetchers);
    boolean isSent = options.pinMemory() && device.kind() == Device.Kind.CUDA;
    BatchSource moved =
        isSent
            ? sent(plan, firstBatch, source, device, prefetchers)
            : new MovedSource(source, device);
    return iterator(plan, firstBatch, moved, prefetchers);
  }

  /**
   * Returns this loader with its batches on a device, for a loop: each time it is gone through, the
   * epoch after the one before.
   */
  public Iterable<Batch> to(Device device) {
    return () -> iterator(nextEpoch.getAndIncrement(), 0, device);
  }

  private EpochPlan plan(long epoch, long firstBatch) {
    if (closed) {
      throw new DataException("a closed data loader was asked for batches", "one that is open");
    }
    EpochPlan plan = planOf(epoch);
    if (firstBatch < 0 || firstBatch > plan.batches()) {
      throw new DataException(
          "data loader: first batch " + firstBatch, "a number from 0 to " + plan.batches());
    }
    return plan;
  }

  private BatchSource read(EpochPlan plan, long firstBatch, List<Prefetcher> prefetchers) {
    if (options.workers() == 0) {
      return new DirectSource(plan);
    }
    Prefetcher workers = new Prefetcher(plan, options, firstBatch, plan.batches(), open::remove);
    prefetchers.add(workers);
    return workers;
  }

  private BatchSource sent(
      EpochPlan plan,
      long firstBatch,
      BatchSource source,
      Device device,
      List<Prefetcher> prefetchers) {
    // Whoever hangs is a worker, and the sender waits for those as long as the options say.
    Options one = options.withWorkers(1).withPrefetch(BatchSender.AHEAD).withTimeout(Duration.ZERO);
    Prefetcher sender =
        new Prefetcher(
            new BatchSender(source, device),
            one,
            firstBatch,
            plan.batches(),
            done -> {
              open.remove(done);
              source.close();
            });
    prefetchers.add(sender);
    return sender;
  }

  private BatchIterator iterator(
      EpochPlan plan, long firstBatch, BatchSource source, List<Prefetcher> prefetchers) {
    open.forEach(Prefetcher::closeIfForgotten);
    open.addAll(prefetchers);
    BatchIterator iterator = new BatchIterator(plan, firstBatch, source);
    prefetchers.forEach(prefetcher -> prefetcher.start(iterator));
    return iterator;
  }

  /** Stops the workers of all iterators that are still open. */
  @Override
  public void close() {
    closed = true;
    open.forEach(Prefetcher::close);
  }
}
