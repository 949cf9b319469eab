package dev.jacobian.data.csv;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * A text that can only be read from front to end: out of a pipe, or unpacked. What was read is kept
 * until it is released, so the memory is that of the parts under way.
 */
public final class CsvStreamBytes implements CsvBytes {
  private static final int CHUNK_BYTES = 1 << 18;

  /** The text grows by at most its inverse at once, since its size is not known. */
  private static final double UNKNOWN_SHARE = 0.5;

  private final InputStream stream;
  private final List<byte[]> chunks = new ArrayList<>();
  private long first;
  private long end;
  private boolean isAtEnd;

  CsvStreamBytes(InputStream stream) {
    this.stream = stream;
  }

  @Override
  public synchronized void read(ByteBuffer target, long position) throws IOException {
    if (position < first) {
      throw new ReadTwiceException();
    }
    long last = pull(position + target.remaining());
    long at = position;
    while (at < last) {
      int offset = (int) ((at - first) % CHUNK_BYTES);
      int count = (int) Math.min(CHUNK_BYTES - offset, last - at);
      target.put(chunks.get((int) ((at - first) / CHUNK_BYTES)), offset, count);
      at += count;
    }
  }

  @Override
  public synchronized long upTo(long position) throws IOException {
    return pull(position);
  }

  /** Reads until a position is reached or the text ends, and returns the smaller of the two. */
  private long pull(long position) throws IOException {
    while (end < position && !isAtEnd) {
      int offset = (int) ((end - first) % CHUNK_BYTES);
      if (offset == 0) {
        chunks.add(new byte[CHUNK_BYTES]);
      }
      int count = stream.read(chunks.get(chunks.size() - 1), offset, CHUNK_BYTES - offset);
      isAtEnd = count < 0;
      end += Math.max(0, count);
    }
    return Math.min(end, position);
  }

  @Override
  public synchronized void release(long position) {
    int count = (int) Math.min((position - first) / CHUNK_BYTES, (end - first) / CHUNK_BYTES);
    if (count > 0) {
      chunks.subList(0, count).clear();
      first += (long) count * CHUNK_BYTES;
    }
  }

  @Override
  public double share(long position) {
    return UNKNOWN_SHARE;
  }

  @Override
  public void close() throws IOException {
    stream.close();
  }

  /** Something asks for the start of a text that cannot be read again. */
  public static final class ReadTwiceException extends IOException {
    private static final long serialVersionUID = 1;

    ReadTwiceException() {
      super("it is read a second time, and can be read only once");
    }
  }
}
