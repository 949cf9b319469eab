package dev.jacobian.data.csv;

import dev.jacobian.data.column.CsvFormat;
import io.airlift.compress.zstd.ZstdInputStream;
import java.io.BufferedInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorInputStream;
import org.apache.commons.compress.compressors.gzip.GzipCompressorInputStream;
import org.apache.commons.io.input.ReaderInputStream;
import org.jspecify.annotations.Nullable;

/**
 * Makes the text of a table in UTF-8 out of the bytes that a file holds: unpacks them, changes
 * their encoding, and puts tabs where white space separates cells. What they are is seen by their
 * first bytes, not by the file's name.
 */
final class CsvText {
  /** How many bytes tell what a file is. */
  static final int HEAD_BYTES = 512;

  private static final int BUFFER_BYTES = 1 << 16;

  private CsvText() {}

  /** How a file is packed. */
  private enum Packing {
    GZIP,
    ZSTD,
    BZIP2;

    static @Nullable Packing of(byte[] head) {
      if (startsWith(head, 0x1f, 0x8b)) {
        return GZIP;
      }
      if (startsWith(head, 0x28, 0xb5, 0x2f, 0xfd)) {
        return ZSTD;
      }
      // Text may begin with BZh, but not go on with the digits of pi.
      boolean isBlock = head.length > 9 && head[4] == 0x31 && head[5] == 0x41 && head[6] == 0x59;
      return startsWith(head, 'B', 'Z', 'h') && isBlock ? BZIP2 : null;
    }

    InputStream unpack(InputStream packed) throws IOException {
      return switch (this) {
        case GZIP ->
            GzipCompressorInputStream.builder()
                .setInputStream(packed)
                .setDecompressConcatenated(true)
                .get();
        case ZSTD -> new ZstdInputStream(packed);
        case BZIP2 -> new BZip2CompressorInputStream(packed, true);
      };
    }
  }

  /**
   * Returns whether a file's bytes are the text as it is wanted.
   *
   * @throws dev.jacobian.shape.DataException if they are no text
   */
  static boolean isPlain(String name, byte[] head, CsvFormat format) {
    if (Packing.of(head) != null) {
      return false;
    }
    Charset charset = charset(head, format);
    ForeignFile.requireText(name, head, charset);
    return !format.isWhitespace() && charset.equals(StandardCharsets.UTF_8);
  }

  /**
   * Returns the text.
   *
   * @throws dev.jacobian.shape.DataException if the bytes are no text
   */
  static InputStream of(String name, InputStream raw, CsvFormat format) throws IOException {
    InputStream bytes = new BufferedInputStream(raw, BUFFER_BYTES);
    byte[] head = head(bytes);
    Packing packing = Packing.of(head);
    if (packing != null) {
      bytes = new BufferedInputStream(new Unpacked(packing.unpack(bytes), packing), BUFFER_BYTES);
      head = head(bytes);
    }
    Charset charset = charset(head, format);
    ForeignFile.requireText(name, head, charset);
    if (!charset.equals(StandardCharsets.UTF_8)) {
      bytes =
          ReaderInputStream.builder()
              .setReader(new InputStreamReader(bytes, charset.newDecoder()))
              .setCharset(StandardCharsets.UTF_8)
              .setBufferSize(BUFFER_BYTES)
              .get();
    }
    return format.isWhitespace() ? new WhitespaceStream(bytes) : bytes;
  }

  private static byte[] head(InputStream bytes) throws IOException {
    bytes.mark(HEAD_BYTES);
    byte[] head = bytes.readNBytes(HEAD_BYTES);
    bytes.reset();
    return head;
  }

  private static Charset charset(byte[] head, CsvFormat format) {
    if (startsWith(head, 0xFF, 0xFE, 0, 0) || startsWith(head, 0, 0, 0xFE, 0xFF)) {
      return Charset.forName("UTF-32");
    }
    if (startsWith(head, 0xFF, 0xFE) || startsWith(head, 0xFE, 0xFF)) {
      return StandardCharsets.UTF_16;
    }
    return startsWith(head, 0xEF, 0xBB, 0xBF) || format.encoding().equals(StandardCharsets.US_ASCII)
        ? StandardCharsets.UTF_8
        : format.encoding();
  }

  private static boolean startsWith(byte[] head, int... magic) {
    if (head.length < magic.length) {
      return false;
    }
    for (int i = 0; i < magic.length; i++) {
      if ((head[i] & 0xFF) != magic[i]) {
        return false;
      }
    }
    return true;
  }

  /** Says what could not be unpacked, whatever the library throws. */
  private static final class Unpacked extends FilterInputStream {
    private final Packing packing;

    Unpacked(InputStream in, Packing packing) {
      super(in);
      this.packing = packing;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
      try {
        return in.read(target, offset, length);
      } catch (IOException | RuntimeException e) {
        throw new IOException(
            "its "
                + packing.name().toLowerCase(Locale.ROOT)
                + " data cannot be unpacked: "
                + e.getMessage(),
            e);
      }
    }
  }
}
