package dev.jacobian.data.csv;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * The text of a table in UTF-8, read at positions: a file, or a stream of which what may be asked
 * for again is kept. Several threads may read.
 */
public interface CsvBytes extends Closeable {
  /**
   * Reads bytes from a position on until the target is full or the text ends.
   *
   * @throws IOException if they cannot be read, or were given up before
   */
  void read(ByteBuffer target, long position) throws IOException;

  /** Returns the position, or the text's size if it is smaller. */
  long upTo(long position) throws IOException;

  /** Says that nothing before a position is asked for again in this pass. */
  void release(long position);

  /**
   * Returns which share of the text ends at a position, as far as that is known, so that memory can
   * be taken at once.
   */
  double share(long position);
}
