package dev.jacobian.data.arrow;

import dev.jacobian.io.DamagedFileException;
import dev.jacobian.io.OpenFile;
import dev.jacobian.io.UnsupportedFileException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A part of a stream: a description, and behind it a body of buffers.
 *
 * @param kind of the part
 * @param header what it says of itself
 * @param body where the body starts in the file
 * @param bodyLength of the body in bytes
 */
record Message(int kind, FlatTable header, long body, long bodyLength) {
  static final int SCHEMA = 1;
  static final int DICTIONARY = 2;
  static final int BATCH = 3;

  private static final int CONTINUATION = -1;

  /** Version 4 is of Arrow 0.8 to 0.17. */
  private static final int OLDEST_VERSION = 3;

  /**
   * Reads the part that starts at a position.
   *
   * @return null at the end of a stream
   */
  static @Nullable Message read(OpenFile file, long position) {
    long left = file.size() - position;
    if (left == 0) {
      return null;
    }
    ByteBuffer start = FlatTable.bytes(file.read("a message", position, Math.min(8, left)));
    int length = start.getInt(0);
    int prefix = Integer.BYTES;
    if (length == CONTINUATION) {
      length = start.getInt(Integer.BYTES);
      prefix = 2 * Integer.BYTES;
    }
    if (length == 0) {
      return null;
    }
    FlatTable message =
        FlatTable.root(file.read("the description of a message", position + prefix, length));
    if (message.small(0, 0) < OLDEST_VERSION) {
      throw new UnsupportedFileException(
          "it is of an Arrow before 0.8", "a file of a newer one", "write it again");
    }
    FlatTable header = message.table(2);
    long body = position + prefix + length;
    long bodyLength = message.longInteger(3);
    if (header == null || bodyLength < 0 || bodyLength > file.size() - body) {
      throw new DamagedFileException(
          "a message of " + bodyLength + " bytes does not fit into the file");
    }
    return new Message(message.tiny(1, 0), header, body, bodyLength);
  }

  /** Returns where the next part starts. */
  long end() {
    return body + bodyLength;
  }
}
