package dev.jacobian.data.table;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * The digest of the cells of a source that is no file, row by row: as {@link SourceDigest}'s of
 * bytes.
 */
final class RowDigest {
  private static final int MISSING = -1;

  private final CRC32 crc32 = new CRC32();
  private final CRC32C crc32c = new CRC32C();
  private final ByteBuffer number = ByteBuffer.allocate(Long.BYTES);
  private long bytes;

  /** Takes the rows of a chunk. */
  void add(TableReader reader, SourceColumn.Kind[] kinds, int rows) {
    for (int row = 0; row < rows; row++) {
      for (int column = 0; column < kinds.length; column++) {
        if (kinds[column].isNumeric()) {
          add(Double.doubleToLongBits(reader.numbers(column)[row]));
        } else {
          @Nullable String text = reader.texts(column)[row];
          byte[] cell = text == null ? new byte[0] : text.getBytes(StandardCharsets.UTF_8);
          add(text == null ? MISSING : cell.length);
          add(cell, cell.length);
        }
      }
    }
  }

  private void add(long value) {
    number.clear().putLong(value);
    add(number.array(), Long.BYTES);
  }

  private void add(byte[] array, int length) {
    crc32.update(array, 0, length);
    crc32c.update(array, 0, length);
    bytes += length;
  }

  /** Returns the number of bytes and their digest, without a time. */
  SourceFingerprint fingerprint() {
    String content = String.format("%08x%08x", crc32.getValue(), crc32c.getValue());
    return new SourceFingerprint(bytes, 0, content, content);
  }
}
