package dev.jacobian.data.csv;

import dev.jacobian.data.column.CsvFormat;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Where the text of a table comes from. A file is opened anew for each use. What is no file, such
 * as standard input or a pipe, is read once: its first row may be looked at as often as is wanted,
 * until its rows are read. Either may be compressed with gzip, zstd or bzip2, whatever its name is.
 */
public final class CsvInput {
  private final String name;
  private final @Nullable Path path;
  private @Nullable InputStream stream;
  private @Nullable CsvBytes held;

  private CsvInput(String name, @Nullable Path path, @Nullable InputStream stream) {
    this.name = name;
    this.path = path;
    this.stream = stream;
  }

  /** Returns the contents of a file or a pipe; it is not opened yet. */
  public static CsvInput of(Path path) {
    return new CsvInput(path.toString(), path, null);
  }

  /**
   * Returns the contents of a stream. It is closed after its rows were read.
   *
   * @param name for errors
   */
  public static CsvInput of(String name, InputStream stream) {
    return new CsvInput(name, null, stream);
  }

  /** Returns the path, or the name of the stream. */
  public String name() {
    return name;
  }

  /** Opens the text, from its start on. Closing it lets go what {@link #finish} need not. */
  public CsvBytes open(CsvFormat format) throws IOException {
    boolean isOther =
        path != null && Files.readAttributes(path, BasicFileAttributes.class).isOther();
    if (path != null && !isOther) {
      return openFile(path, format);
    }
    if (held == null) {
      // Not by Files: its streams ask for a position, which a pipe does not have.
      InputStream source = path != null ? new FileInputStream(path.toFile()) : stream;
      if (source == null) {
        throw new CsvStreamBytes.ReadTwiceException();
      }
      stream = null;
      held = new CsvStreamBytes(CsvText.of(name, source, format));
    }
    return new Unclosed(held);
  }

  /** Closes what is read only once, after its rows were read. */
  public void finish() throws IOException {
    if (held != null) {
      held.close();
    }
  }

  private CsvBytes openFile(Path file, CsvFormat format) throws IOException {
    FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
    try {
      CsvChannelBytes bytes = new CsvChannelBytes(channel);
      ByteBuffer head = ByteBuffer.allocate(CsvText.HEAD_BYTES);
      bytes.read(head, 0);
      byte[] start = Arrays.copyOf(head.array(), head.position());
      return CsvText.isPlain(name, start, format)
          ? bytes
          : new CsvStreamBytes(CsvText.of(name, Channels.newInputStream(channel), format));
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  /** What is read only once, for one of its uses. */
  private record Unclosed(CsvBytes bytes) implements CsvBytes {
    @Override
    public void read(ByteBuffer target, long position) throws IOException {
      bytes.read(target, position);
    }

    @Override
    public long upTo(long position) throws IOException {
      return bytes.upTo(position);
    }

    @Override
    public void release(long position) {
      bytes.release(position);
    }

    @Override
    public double share(long position) {
      return bytes.share(position);
    }

    @Override
    public void close() {}
  }
}
