package dev.jacobian.benchmarks.report;

import dev.jacobian.benchmarks.work.LargeTask;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * What training on a file took that is larger than the heap.
 *
 * @param rows of the file
 * @param csvBytes of the file as text
 * @param cacheBytes of the file as numbers, from which batches are read
 * @param heapMegabytes the most that Java may use for objects, in MiB
 * @param workers of the loader
 * @param making the row cache of the CSV file
 * @param trainings an epoch each, of a new model, with different orders of the rows
 * @param diskSpeed bytes a second when the cache is read from front to end past the page cache; NaN
 *     if it cannot be
 * @param pageCacheSpeed bytes a second when it is read from the page cache
 */
public record LargeFileResult(
    long rows,
    long csvBytes,
    long cacheBytes,
    int heapMegabytes,
    int workers,
    Phase making,
    List<Training> trainings,
    double diskSpeed,
    double pageCacheSpeed) {
  /**
   * What a process has of its own beside the heap: code, classes, tensors, buffers of libraries, in
   * MiB. It does not depend on the file.
   */
  public static final int BESIDE_HEAP_MEGABYTES = 128;

  private static final double MEBIBYTE = 1 << 20;
  private static final double LOSS_TOLERANCE = 0.02;

  /**
   * A part of the work.
   *
   * @param seconds of wall time
   * @param heap the largest, in bytes
   * @param anonymous the most resident memory of the process itself, in bytes; NaN where the system
   *     does not say
   * @param mapped the most resident memory of mapped files, which the system takes back when it
   *     needs it, in bytes; NaN where the system does not say
   * @param fromDisk bytes that were not in the page cache; NaN where the system does not say
   */
  public record Phase(
      double seconds, double heap, double anonymous, double mapped, double fromDisk) {
    /** Returns the phase that a worker answered with. */
    public static Phase of(double[] numbers) {
      return new Phase(numbers[0], numbers[1], numbers[2], numbers[3], numbers[4]);
    }
  }

  /**
   * An epoch.
   *
   * @param name says in which order the rows came
   * @param phase what it took
   * @param loss of the model afterwards
   */
  public record Training(String name, Phase phase, double loss) {}

  /** Copies the list. */
  public LargeFileResult {
    trainings = List.copyOf(trainings);
  }

  /** Returns what the resident memory of the process itself must not pass, in bytes. */
  public double bound() {
    return (heapMegabytes + BESIDE_HEAP_MEGABYTES) * MEBIBYTE;
  }

  /** Returns the phases in order. */
  public List<Phase> phases() {
    return Stream.concat(Stream.of(making), trainings.stream().map(Training::phase)).toList();
  }

  /**
   * Checks the memory and the trained models.
   *
   * @throws IllegalStateException if the bound was passed, or a loss is not about that of the
   *     relation that the rows were made with
   */
  public void check() {
    for (Phase phase : phases()) {
      // NaN passes: the system does not say.
      if (phase.anonymous() > bound()) {
        throw new IllegalStateException(
            String.format(
                Locale.ROOT,
                "%.1f MiB of resident memory belong to the process; expected at most %d MiB of heap"
                    + " and %d MiB beside it",
                phase.anonymous() / MEBIBYTE,
                heapMegabytes,
                BESIDE_HEAP_MEGABYTES));
      }
    }
    for (Training training : trainings) {
      double loss = training.loss();
      // Written so that NaN fails.
      if (!(Math.abs(loss / LargeTask.leastLoss() - 1) <= LOSS_TOLERANCE)) {
        throw new IllegalStateException(
            "the loss after "
                + training.name()
                + " is "
                + loss
                + "; expected about that of the relation itself, "
                + LargeTask.leastLoss());
      }
    }
  }
}
