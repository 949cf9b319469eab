package dev.jacobian.data.table;

import dev.jacobian.io.Uninterrupted;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.zip.CRC32;
import java.util.zip.CRC32C;

/**
 * The digest of a whole file: its CRC-32 and its CRC-32C, 16 hexadecimal digits. Together they are
 * a check by 64 bits, which sees every change of up to 32 neighbouring bits surely and any other
 * one but for 1 of 10^19. It tells changes that happen, not forgeries, and runs at the speed of
 * memory (see docs/decisions.md).
 *
 * <p>A reader of a file that is larger than memory calls {@link #readTo} as it goes on, so that the
 * digest takes bytes that the system has just read and the disk is not asked twice. How far it is
 * told to read never changes the digest.
 */
final class SourceDigest implements AutoCloseable {
  private static final int BUFFER_BYTES = 1 << 18;

  private final Path file;
  private final FileChannel channel;
  private final ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES);
  private final CRC32 crc32 = new CRC32();
  private final CRC32C crc32c = new CRC32C();

  private SourceDigest(Path file, FileChannel channel) {
    this.file = file;
    this.channel = channel;
  }

  /** Opens a file; nothing is read yet. */
  static SourceDigest open(Path file) {
    try {
      return new SourceDigest(file, FileChannel.open(file, StandardOpenOption.READ));
    } catch (IOException e) {
      throw SourceFingerprint.unreadable(file, e);
    }
  }

  /** Takes the file's bytes before a position, those that have not been taken yet. */
  void readTo(long position) {
    try (Uninterrupted work = Uninterrupted.begin()) {
      while (channel.position() < position) {
        buffer.clear();
        buffer.limit((int) Math.min(BUFFER_BYTES, position - channel.position()));
        if (channel.read(buffer) < 0) {
          return;
        }
        crc32.update(buffer.array(), 0, buffer.position());
        crc32c.update(buffer.array(), 0, buffer.position());
      }
    } catch (IOException e) {
      throw SourceFingerprint.unreadable(file, e);
    }
  }

  /** Takes the rest of the file and returns the digest. */
  String finish() {
    readTo(Long.MAX_VALUE);
    return String.format("%08x%08x", crc32.getValue(), crc32c.getValue());
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw SourceFingerprint.unreadable(file, e);
    }
  }
}
