package dev.jacobian.data.parquet;

import dev.jacobian.io.DamagedFileException;

/**
 * Reads whole numbers that are written as differences, packed by their bits in blocks
 * (DELTA_BINARY_PACKED): a header, and for each block the least difference and what each is above
 * it.
 */
final class DeltaLongs {
  private final byte[] bytes;
  private final int end;
  private int at;
  private final int miniblockSize;
  private final int miniblocks;
  private final long count;
  private long read;
  private long value;
  private long least;
  private final int[] widths;
  private int miniblock;
  private int inMiniblock;

  DeltaLongs(byte[] bytes, int from, int end) {
    this.bytes = bytes;
    this.at = from;
    this.end = end;
    long blockSize = varint();
    long perBlock = varint();
    this.count = varint();
    this.value = zigzag();
    if (perBlock < 1
        || perBlock > 1 << 16
        || blockSize < 1
        || blockSize > 1 << 24
        || blockSize % perBlock != 0
        || blockSize / perBlock % 8 != 0
        || count < 0) {
      throw new DamagedFileException("a block of " + blockSize + " differences in " + perBlock);
    }
    this.miniblocks = (int) perBlock;
    this.miniblockSize = (int) (blockSize / perBlock);
    this.widths = new int[miniblocks];
    this.miniblock = miniblocks;
  }

  /** Returns how many numbers there are. */
  long count() {
    return count;
  }

  /** Returns the next number. */
  long next() {
    if (read == count) {
      throw new DamagedFileException("there are " + count + " numbers, and more rows");
    }
    if (read > 0) {
      value += difference();
    }
    read++;
    return value;
  }

  private long difference() {
    if (miniblock == miniblocks) {
      openBlock();
    }
    int width = widths[miniblock];
    long bit = (long) inMiniblock * width;
    require((bit + width + 7) >>> 3);
    long difference = least + bits(at + (int) (bit >>> 3), (int) (bit & 7), width);
    inMiniblock++;
    if (inMiniblock == miniblockSize) {
      inMiniblock = 0;
      at += miniblockSize / 8 * width;
      miniblock++;
    }
    return difference;
  }

  private void openBlock() {
    least = zigzag();
    require(miniblocks);
    for (int i = 0; i < miniblocks; i++) {
      widths[i] = bytes[at++] & 0xff;
      if (widths[i] > Long.SIZE) {
        // Those behind the last number may be anything; none of theirs is read.
        widths[i] = Long.SIZE;
      }
    }
    miniblock = 0;
    inMiniblock = 0;
  }

  private long bits(int index, int shift, int width) {
    long result = 0;
    int got = -shift;
    for (int i = index; got < width; i++, got += 8) {
      long part = bytes[i] & 0xffL;
      result |= got < 0 ? part >>> -got : part << got;
    }
    return width == Long.SIZE ? result : result & (1L << width) - 1;
  }

  /** Returns where the bytes behind the numbers start; all have been read, or none is. */
  int endOfNumbers() {
    while (read < count) {
      next();
    }
    if (count > 1 && inMiniblock > 0) {
      at += miniblockSize / 8 * widths[miniblock];
    }
    return Math.min(at, end);
  }

  private void require(long size) {
    if (size > end - at) {
      throw new DamagedFileException("differences of numbers end too early");
    }
  }

  private long varint() {
    long result = 0;
    for (int shift = 0; shift < 70; shift += 7) {
      require(1);
      int part = bytes[at++] & 0xff;
      result |= shift < Long.SIZE ? (long) (part & 0x7f) << shift : 0;
      if (part < 0x80) {
        return result;
      }
    }
    throw new DamagedFileException("a number has too many bytes");
  }

  private long zigzag() {
    long coded = varint();
    return (coded >>> 1) ^ -(coded & 1);
  }
}
