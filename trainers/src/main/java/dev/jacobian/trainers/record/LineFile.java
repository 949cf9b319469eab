package dev.jacobian.trainers.record;

import dev.jacobian.device.ByteSize;
import dev.jacobian.io.AtomicFile;
import dev.jacobian.io.FileErrors;
import dev.jacobian.io.Uninterrupted;
import dev.jacobian.shape.FileFormatException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * A file of records, one a line, that grows by whole lines. Each line is handed to the system by
 * one write, so a process that dies leaves at most its last line unfinished.
 */
final class LineFile implements AutoCloseable {
  /** A run writes some of its steps only, so that none comes near. */
  private static final long MOST_BYTES = 1L << 30;

  /** A line has a record's numbers and names of scores. */
  private static final int MOST_LINE_BYTES = 1 << 20;

  private final Path file;
  private final FileChannel channel;

  private LineFile(Path file, FileChannel channel) {
    this.file = file;
    this.channel = channel;
  }

  /** Opens a file for lines, without what may stand in it, which nobody reads. */
  static LineFile begin(Path file) {
    return open(file, StandardOpenOption.TRUNCATE_EXISTING);
  }

  /**
   * Opens a file for more lines, after removing those that are not to be kept and an unfinished
   * last one. If anything goes, the file is replaced as a whole.
   */
  static <T> LineFile open(Path file, Function<String, T> parser, Predicate<T> kept) {
    try {
      if (Files.exists(file)) {
        shorten(file, parser, kept);
      }
    } catch (IOException e) {
      throw FileErrors.cannotWrite(file, e);
    }
    return open(file, StandardOpenOption.APPEND);
  }

  private static LineFile open(Path file, OpenOption where) {
    try {
      Files.createDirectories(file.toAbsolutePath().getParent());
      return new LineFile(
          file, FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE, where));
    } catch (IOException e) {
      throw FileErrors.cannotWrite(file, e);
    }
  }

  private static <T> void shorten(Path file, Function<String, T> parser, Predicate<T> kept)
      throws IOException {
    byte[] before = bytes(file);
    ByteArrayOutputStream after = new ByteArrayOutputStream(before.length);
    for (Line<T> line : lines(file, before, parser)) {
      if (kept.test(line.record())) {
        after.write(before, line.start(), line.end() - line.start());
      }
    }
    if (after.size() < before.length) {
      AtomicFile.replace(file, out -> writeAll(out, ByteBuffer.wrap(after.toByteArray())));
    }
  }

  /**
   * Returns a file's records; none if there is no file.
   *
   * @throws FileFormatException if a line other than the last has no record
   */
  static <T> List<T> read(Path file, Function<String, T> parser) {
    if (!Files.exists(file)) {
      return List.of();
    }
    try {
      List<T> records = new ArrayList<>();
      lines(file, bytes(file), parser).forEach(line -> records.add(line.record()));
      return records;
    } catch (IOException e) {
      throw FileErrors.cannotRead(file, e);
    }
  }

  private static byte[] bytes(Path file) throws IOException {
    if (Files.size(file) > MOST_BYTES) {
      throw new FileFormatException(
          file + ": the file has " + ByteSize.format(Files.size(file)),
          "records of a run, at most " + ByteSize.format(MOST_BYTES),
          "remove the file, or steps from it");
    }
    return Files.readAllBytes(file);
  }

  private static <T> List<Line<T>> lines(Path file, byte[] bytes, Function<String, T> parser) {
    List<Line<T>> lines = new ArrayList<>();
    int start = 0;
    for (int end = next(bytes, 0); end > 0; end = next(bytes, start)) {
      try {
        if (end - start > MOST_LINE_BYTES) {
          throw new IllegalArgumentException("a line of " + (end - start) + " bytes");
        }
        String text = new String(bytes, start, end - 1 - start, StandardCharsets.UTF_8);
        lines.add(new Line<>(start, end, parser.apply(text)));
      } catch (RuntimeException e) {
        // A power cut can leave a last line whose middle never reached the disk.
        if (end < bytes.length) {
          throw new FileFormatException(
              file + ":" + (lines.size() + 1) + ": this line has no record",
              "a line that jacobian wrote",
              "remove the line",
              e);
        }
      }
      start = end;
    }
    return lines;
  }

  /** Returns where the line that begins at {@code start} ends, or 0 if it is unfinished. */
  private static int next(byte[] bytes, int start) {
    for (int i = start; i < bytes.length; i++) {
      if (bytes[i] == '\n') {
        return i + 1;
      }
    }
    return 0;
  }

  /** Adds a line, which ends with a line feed. */
  void append(String line) {
    try (Uninterrupted work = Uninterrupted.begin()) {
      writeAll(channel, ByteBuffer.wrap(line.getBytes(StandardCharsets.UTF_8)));
    } catch (IOException e) {
      throw FileErrors.cannotWrite(file, e);
    }
  }

  private static void writeAll(FileChannel channel, ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw FileErrors.cannotWrite(file, e);
    }
  }

  /** A record and where its line lies; the line feed is at {@code end - 1}. */
  private record Line<T>(int start, int end, T record) {}
}
