package dev.jacobian.benchmarks.run;

import dev.jacobian.benchmarks.report.LargeFileResult;
import dev.jacobian.benchmarks.report.LargeFileResult.Phase;
import dev.jacobian.benchmarks.report.LargeFileResult.Training;
import dev.jacobian.benchmarks.report.Results;
import dev.jacobian.benchmarks.work.LargeTask;
import dev.jacobian.benchmarks.worker.Protocol;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Trains on a file in a process whose heap is smaller.
 *
 * @param rowBytes of the file as float32 numbers
 * @param heapMegabytes of the process
 * @param workers of the loader
 */
public record LargeFileRun(long rowBytes, int heapMegabytes, int workers) {
  private static final int READ_BYTES = 1 << 23;

  /** What direct reads have to be aligned to; no disk's blocks are larger. */
  private static final int ALIGNMENT = 1 << 12;

  /** Returns what the run depends on. */
  public static Results machine() {
    Results results = new Results();
    Machine.describe(results);
    return results;
  }

  /**
   * Writes the file, trains on it, and deletes it.
   *
   * @param temporary the folder for the file
   * @param progress takes lines that say how far it is
   */
  public LargeFileResult run(Path temporary, Consumer<String> progress) throws IOException {
    Path folder = Files.createTempDirectory(temporary, "large-file");
    Path csv = folder.resolve("rows.csv");
    Path cache = folder.resolve("rows.cache");
    long rows = Math.max(1, rowBytes / LargeTask.ROW_BYTES);
    try {
      progress.accept("writing " + rows + " rows as CSV");
      LargeTask.write(csv, rows);
      return train(rows, csv, cache, progress);
    } finally {
      Folders.delete(folder);
    }
  }

  private LargeFileResult train(long rows, Path csv, Path cache, Consumer<String> progress)
      throws IOException {
    Commands commands = new Commands("", csv, csv.resolveSibling("unpacked"), csv);
    try (WorkerProcess process =
        new WorkerProcess(commands.largeFile(csv, cache, heapMegabytes, workers))) {
      progress.accept("making the row cache");
      Phase making = phase(process);
      List<Training> trainings = new ArrayList<>();
      for (String order : List.of("shuffled", "shuffled in windows", "in order")) {
        progress.accept("training, " + order);
        trainings.add(new Training("an epoch, " + order, phase(process), loss(process)));
      }
      progress.accept("reading the row cache from front to end");
      double disk = speed(cache, pastTheCache());
      double pageCache = speed(cache, List.of(StandardOpenOption.READ));
      return new LargeFileResult(
          rows,
          Files.size(csv),
          Files.size(cache),
          heapMegabytes,
          workers,
          making,
          trainings,
          disk,
          pageCache);
    }
  }

  private static Phase phase(WorkerProcess process) {
    return Phase.of(Turn.numbers(process.answer(Protocol.TOOK)));
  }

  private static double loss(WorkerProcess process) {
    return Turn.numbers(process.answer(Protocol.CHECK))[0];
  }

  /** Returns bytes a second, or NaN if the file cannot be read in this way. */
  private static double speed(Path file, List<OpenOption> options) throws IOException {
    Optional<FileChannel> opened = open(file, options);
    if (opened.isEmpty()) {
      return Double.NaN;
    }
    try (FileChannel channel = opened.get()) {
      ByteBuffer buffer =
          ByteBuffer.allocateDirect(READ_BYTES + ALIGNMENT)
              .alignedSlice(ALIGNMENT)
              .limit(READ_BYTES);
      long start = System.nanoTime();
      long size = channel.size();
      long bytes = 0;
      // Not until a read finds the end: the last one of a direct file leaves the alignment.
      while (bytes < size) {
        bytes += channel.read(buffer);
        buffer.clear().limit(READ_BYTES);
      }
      return bytes / ((System.nanoTime() - start) / 1e9);
    }
  }

  /** Returns the options that leave out the page cache; none where the JDK does not have them. */
  private static List<OpenOption> pastTheCache() {
    try {
      // By name, since the compiler warns of the class on some JDKs and does not know it on others.
      Class<?> type = Class.forName("com.sun.nio.file.ExtendedOpenOption");
      return Stream.of(type.getEnumConstants())
          .filter(option -> option.toString().equals("DIRECT"))
          .map(OpenOption.class::cast)
          .flatMap(option -> Stream.of(StandardOpenOption.READ, option))
          .toList();
    } catch (ClassNotFoundException e) {
      return List.of();
    }
  }

  private static Optional<FileChannel> open(Path file, List<OpenOption> options)
      throws IOException {
    if (options.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(FileChannel.open(file, options.toArray(OpenOption[]::new)));
    } catch (UnsupportedOperationException | FileSystemException e) {
      return Optional.empty();
    }
  }
}
