package dev.jacobian.serve;

import io.netty.buffer.ByteBuf;
import java.util.Arrays;

/**
 * A body as far as it has come in. It grows with what is there, not with what was announced, and
 * counts what it takes.
 */
final class BodyBuffer {
  private static final byte[] EMPTY = {};
  private static final int FIRST = 1024;

  private final PendingBytes pending;
  private final int maximum;
  private byte[] bytes = EMPTY;
  private int length;
  private long counted;

  BodyBuffer(PendingBytes pending, int maximum) {
    this.pending = pending;
    this.maximum = maximum;
  }

  /** What became of a part. */
  enum Added {
    YES,
    /** The body is longer than a body may be. */
    TOO_LARGE,
    /** Other bodies take what there is room for. */
    NO_ROOM
  }

  Added add(ByteBuf part) {
    int count = part.readableBytes();
    if (count > maximum - length) {
      return Added.TOO_LARGE;
    }
    int needed = length + count;
    if (needed > bytes.length
        && !grow(Math.min(maximum, Math.max(needed, Math.max(FIRST, 2 * bytes.length))))
        && !grow(needed)) {
      return Added.NO_ROOM;
    }
    part.readBytes(bytes, length, count);
    length = needed;
    return Added.YES;
  }

  private boolean grow(int size) {
    long more = Math.max(0, size - PendingBytes.FREE) - counted;
    if (!pending.reserve(more)) {
      return false;
    }
    counted += more;
    bytes = Arrays.copyOf(bytes, size);
    return true;
  }

  byte[] bytes() {
    return bytes;
  }

  int length() {
    return length;
  }

  /** Forgets the bytes. */
  void release() {
    pending.release(counted);
    counted = 0;
    bytes = EMPTY;
    length = 0;
  }
}
