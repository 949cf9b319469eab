package dev.jacobian.data.csv;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * A piece of a file in memory, followed by a line end that is not in the file, so that a scan needs
 * no check against the end. For use by one thread; used again for piece after piece.
 *
 * <p>Files are read, not mapped: reading a mapped file that became shorter is an error of the JVM.
 */
public final class CsvWindow {
  /** A row that is longer is taken for a quote that was never closed. */
  private static final int LONGEST_ROW = 1 << 24;

  private static final int SPARE = 1 << 16;

  private final CsvBytes source;
  private byte[] bytes = {};
  private long position;
  private int limit;

  public CsvWindow(CsvBytes source) {
    this.source = source;
  }

  /** Reads {@code length} bytes from {@code position} on, or fewer at the end of the file. */
  public void load(long position, int length) throws IOException {
    this.position = position;
    limit = 0;
    fill(length);
  }

  /** Returns whether a row is longer than any should be, up to the end of the bytes. */
  public boolean isTooLong(int row) {
    return limit - row > LONGEST_ROW;
  }

  /**
   * Reads what follows after the bytes that are there.
   *
   * @param row where the row starts that did not end
   * @return whether there was more
   */
  public boolean more(int row) throws IOException {
    int before = limit;
    fill(Math.max(SPARE, limit - row));
    return limit > before;
  }

  private void fill(int length) throws IOException {
    if (bytes.length < limit + length + 1) {
      bytes = Arrays.copyOf(bytes, limit + length + SPARE);
    }
    ByteBuffer target = ByteBuffer.wrap(bytes, limit, length);
    source.read(target, position + limit);
    limit = target.position();
    bytes[limit] = '\n';
  }

  /** Returns the bytes; at {@link #limit()} there is a line end that is not in the file. */
  public byte[] bytes() {
    return bytes;
  }

  public int limit() {
    return limit;
  }

  /** Returns the file's position of the first byte. */
  public long position() {
    return position;
  }

  /** Returns the place of the first line start from a place on, or -1 if it is not in here. */
  public int lineStart(int from) {
    for (int at = from; at < limit; at++) {
      if (bytes[at] == '\n') {
        return at + 1;
      }
      if (bytes[at] == '\r' && bytes[at + 1] != '\n') {
        return at + 1;
      }
    }
    return -1;
  }
}
