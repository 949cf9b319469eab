package dev.jacobian.io;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * The SHA-256 of a checkpoint file, computed while the file is written or read. It stands in the
 * file itself, as the first of the texts, so its digits are always at one place; where they stand,
 * the digest takes zeros.
 */
final class CheckpointDigest {
  /** The digest's name among the texts. */
  static final String NAME = "sha256";

  /** What stands in the digest's place while it is computed. */
  static final String ZEROS = "0".repeat(64);

  /** Where the digits stand: behind the header's length and its first characters. */
  static final int POSITION =
      Long.BYTES + ("{\"" + SafeTensorsHeader.METADATA + "\":{\"" + NAME + "\":\"").length();

  private static final byte[] ZERO_BYTES = ZEROS.getBytes(StandardCharsets.US_ASCII);

  private final MessageDigest digest;

  CheckpointDigest() {
    try {
      digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /** Returns a channel that takes what is written through it into the digest. */
  WritableByteChannel writing(WritableByteChannel channel) {
    return new WritableByteChannel() {
      @Override
      public int write(ByteBuffer bytes) throws IOException {
        ByteBuffer written = bytes.duplicate();
        int count = channel.write(bytes);
        digest.update(written.limit(written.position() + count));
        return count;
      }

      @Override
      public boolean isOpen() {
        return channel.isOpen();
      }

      @Override
      public void close() throws IOException {
        channel.close();
      }
    };
  }

  /** Returns a file's bytes, to be read from the first to the last, which go into the digest. */
  FileBytes reading(FileBytes file) {
    return new FileBytes() {
      private long next;

      @Override
      public long size() throws IOException {
        return file.size();
      }

      @Override
      public int read(ByteBuffer buffer, long position) throws IOException {
        if (position != next) {
          throw new IllegalStateException("read at " + position + " instead of " + next);
        }
        ByteBuffer read = buffer.duplicate();
        int count = file.read(buffer, position);
        if (count > 0) {
          update(read.slice(read.position(), count), position);
          next += count;
        }
        return count;
      }
    };
  }

  private void update(ByteBuffer bytes, long position) {
    int from = (int) Math.max(0, Math.min(bytes.limit(), POSITION - position));
    int to = (int) Math.max(0, Math.min(bytes.limit(), POSITION + ZERO_BYTES.length - position));
    digest.update(bytes.slice(0, from));
    digest.update(ZERO_BYTES, 0, to - from);
    digest.update(bytes.slice(to, bytes.limit() - to));
  }

  /** Returns the digest in lower-case hexadecimal digits and starts anew. */
  String hex() {
    return HexFormat.of().formatHex(digest.digest());
  }
}
