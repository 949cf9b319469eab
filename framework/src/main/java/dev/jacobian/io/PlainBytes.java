package dev.jacobian.io;

import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;

/**
 * The bytes of a file, after those of gzip, whatever its name, have been unpacked.
 *
 * @param in gives them
 * @param most there cannot be more of them
 */
record PlainBytes(InputStream in, long most) implements Closeable {
  /** Deflate codes 258 bytes with at least two bits: 1032 times as many bytes come out as go in. */
  private static final int MOST_OUT_OF_A_BYTE = 1032;

  static PlainBytes open(Path file) throws IOException {
    InputStream raw = new BufferedInputStream(Files.newInputStream(file));
    try {
      // Of pipes and devices the size is not known.
      long size = Files.isRegularFile(file) ? Files.size(file) : Long.MAX_VALUE;
      raw.mark(Short.BYTES);
      int magic = raw.read() | raw.read() << Byte.SIZE;
      raw.reset();
      return magic == GZIPInputStream.GZIP_MAGIC
          ? new PlainBytes(new GZIPInputStream(raw, 1 << 16), mostOf(size))
          : new PlainBytes(raw, size);
    } catch (Throwable e) {
      raw.close();
      throw e;
    }
  }

  /** Returns how many bytes can come out of compressed ones. */
  static long mostOf(long compressed) {
    return compressed > Long.MAX_VALUE / MOST_OUT_OF_A_BYTE
        ? Long.MAX_VALUE
        : MOST_OUT_OF_A_BYTE * compressed;
  }

  /** Returns in words why reading failed. */
  static String reason(IOException e) {
    return e instanceof EOFException ? "it ends too early" : String.valueOf(e.getMessage());
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
