package dev.jacobian.data.parquet;

import dev.jacobian.io.DamagedFileException;

/**
 * Reads small whole numbers that are written as runs of one number and as groups of eight packed by
 * their bits: levels, places in a dictionary, booleans.
 */
final class RunLengths {
  private final byte[] bytes;
  private final int end;
  private final int width;
  private int at;
  private int left;
  private boolean isRun;
  private int value;

  /** The place of the next packed number, in bits from {@link #at}. */
  private long bit;

  /** Reads from a place on, numbers of a width in bits, 0 to 32. */
  RunLengths(byte[] bytes, int from, int end, int width) {
    if (width < 0 || width > Integer.SIZE) {
      throw new DamagedFileException("numbers have " + width + " bits");
    }
    this.bytes = bytes;
    this.at = from;
    this.end = end;
    this.width = width;
  }

  /** Reads the next numbers. */
  void read(int[] to, int count) {
    int done = 0;
    while (done < count) {
      if (left == 0) {
        open();
      }
      int taken = Math.min(left, count - done);
      for (int i = 0; i < taken; i++) {
        to[done + i] = isRun ? value : packed();
      }
      left -= taken;
      done += taken;
      if (left == 0 && !isRun) {
        at += (int) ((bit + 7) >>> 3);
        bit = 0;
      }
    }
  }

  private void open() {
    long head = head();
    isRun = (head & 1) == 0;
    long count = head >>> 1;
    if (isRun) {
      int size = (width + 7) / 8;
      require(size);
      value = 0;
      for (int i = 0; i < size; i++) {
        value |= (bytes[at++] & 0xff) << (8 * i);
      }
      if (width < Integer.SIZE && value >>> width != 0) {
        throw new DamagedFileException("a number of " + width + " bits is " + value);
      }
      left = (int) Math.min(Integer.MAX_VALUE, count);
    } else {
      // The last group may be cut after the numbers that count.
      long bits = 8L * (end - at);
      long most = width == 0 ? Integer.MAX_VALUE : bits / width;
      left = (int) Math.min(most, Math.min(Integer.MAX_VALUE, 8 * count));
      bit = 0;
    }
    if (left == 0) {
      throw new DamagedFileException("a run of numbers is empty");
    }
  }

  private int packed() {
    long from = bit;
    bit += width;
    int index = at + (int) (from >>> 3);
    int shift = (int) (from & 7);
    long word = 0;
    for (int i = 0; 8 * i < width + shift; i++) {
      word |= (bytes[index + i] & 0xffL) << (8 * i);
    }
    return (int) ((word >>> shift) & ((1L << width) - 1));
  }

  private long head() {
    long result = 0;
    for (int shift = 0; shift < 35; shift += 7) {
      require(1);
      int part = bytes[at++] & 0xff;
      result |= (long) (part & 0x7f) << shift;
      if (part < 0x80) {
        return result;
      }
    }
    throw new DamagedFileException("the length of a run has too many bytes");
  }

  private void require(int count) {
    if (count > end - at) {
      throw new DamagedFileException("runs of numbers end too early");
    }
  }
}
