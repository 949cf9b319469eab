package dev.jacobian.io;

import io.airlift.compress.Decompressor;
import io.airlift.compress.lz4.Lz4Decompressor;
import io.airlift.compress.snappy.SnappyDecompressor;
import io.airlift.compress.zstd.ZstdInputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Locale;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.compressors.lz4.FramedLZ4CompressorInputStream;

/** How the parts of a file are compressed, each on its own. */
public enum Codec {
  /** Not at all. */
  NONE,
  /** A block of Snappy. */
  SNAPPY,
  /** RFC 1952. */
  GZIP,
  /** A block of LZ4. */
  LZ4,
  /** LZ4 in its own frames. */
  LZ4_FRAME,
  /** LZ4 in Hadoop's frames: the lengths of the block, unpacked and packed, before each. */
  LZ4_HADOOP,
  /** RFC 8878. */
  ZSTD;

  /** More bytes than one byte can stand for in a format of copies: LZ4 255, Snappy 22. */
  private static final int MOST_OUT_OF_A_BYTE = 256;

  /**
   * Unpacks bytes.
   *
   * @param from where they start; they go to the end of the array
   * @param size how many come out; the heap has room for them
   * @throws DamagedFileException if others come out, or none
   */
  public byte[] unpack(byte[] packed, int from, int size) {
    try {
      return switch (this) {
        case NONE -> plain(packed, from, size);
        case SNAPPY -> block(new SnappyDecompressor(), packed, from, size);
        case LZ4 -> block(new Lz4Decompressor(), packed, from, size);
        case LZ4_HADOOP -> hadoop(packed, from, size);
        case LZ4_FRAME -> stream(new FramedLZ4CompressorInputStream(input(packed, from)), size);
        case GZIP -> stream(new GZIPInputStream(input(packed, from)), size);
        case ZSTD -> stream(new ZstdInputStream(input(packed, from)), size);
      };
    } catch (IOException | RuntimeException e) {
      // What libraries throw at wrong bytes is of many kinds.
      throw new DamagedFileException(
          "bytes cannot be unpacked with " + name().toLowerCase(Locale.ROOT));
    }
  }

  private static byte[] plain(byte[] bytes, int from, int size) throws IOException {
    require(bytes.length - from == size);
    return from == 0 ? bytes : Arrays.copyOfRange(bytes, from, bytes.length);
  }

  private static void require(boolean fits) throws IOException {
    if (!fits) {
      throw new IOException();
    }
  }

  private static InputStream input(byte[] packed, int from) {
    return new ByteArrayInputStream(packed, from, packed.length - from);
  }

  /** What is read grows with what there is, so that a wrong size takes no memory. */
  private static byte[] stream(InputStream in, int size) throws IOException {
    byte[] bytes = in.readNBytes(size);
    require(bytes.length == size && in.read() < 0);
    return bytes;
  }

  private static byte[] block(Decompressor decompressor, byte[] packed, int from, int size)
      throws IOException {
    int length = packed.length - from;
    require(size <= (long) length * MOST_OUT_OF_A_BYTE);
    byte[] bytes = new byte[size];
    require(size == 0 || decompressor.decompress(packed, from, length, bytes, 0, size) == size);
    return bytes;
  }

  private static byte[] hadoop(byte[] packed, int from, int size) throws IOException {
    ByteBuffer in = ByteBuffer.wrap(packed, from, packed.length - from);
    require(size <= (long) in.remaining() * MOST_OUT_OF_A_BYTE);
    byte[] bytes = new byte[size];
    int at = 0;
    while (at < size) {
      int plain = in.getInt();
      int length = in.getInt();
      require(plain > 0 && plain <= size - at && length > 0 && length <= in.remaining());
      int read = new Lz4Decompressor().decompress(packed, in.position(), length, bytes, at, plain);
      require(read == plain);
      at += plain;
      in.position(in.position() + length);
    }
    return bytes;
  }
}
