package dev.jacobian.op;

/**
 * The order of one line of numbers after another, which all have one length. Equal numbers stay in
 * the order of their positions.
 */
final class StableOrder {
  /*
   * Numbers become integers of the same order (NaN is one number, and so is zero), counted from the
   * smallest one. A long line is sorted by one byte of them after another, from the lowest to the
   * highest that any has: that keeps the order of equal bytes. 32 bits of a number and its position
   * are one long, which moves at once. Of a short line, and of the first few of a long one, each
   * number is put into its place among those before it.
   */

  /** So many are found by putting each number into its place. */
  private static final int FEW = 64;

  private static final int BYTES = 256;

  private final long[] keys;
  private final int count;
  private final int[] positions;
  private long[] sorted;
  private long[] other;

  /**
   * Makes it for lines of one length.
   *
   * @param count how many of a line's order are wanted, from its beginning
   */
  StableOrder(int size, int count) {
    int kept = count <= FEW ? count : size;
    this.keys = new long[size];
    this.count = count;
    this.positions = new int[kept];
    this.sorted = new long[kept];
    this.other = new long[count <= FEW ? 0 : size];
  }

  /**
   * Reads a line.
   *
   * @param elements an array of the Java type of any dtype
   * @param start its first element
   * @param apart distance of neighbours
   * @param isDescending whether the largest one comes first
   */
  void read(Object elements, int start, int apart, boolean isDescending) {
    if (elements instanceof float[] floats) {
      for (int i = 0, at = start; i < keys.length; i++, at += apart) {
        int bits = Float.floatToIntBits(floats[at] + 0f);
        keys[i] = bits ^ (bits >> 31 & Integer.MAX_VALUE);
      }
    } else if (elements instanceof double[] doubles) {
      for (int i = 0, at = start; i < keys.length; i++, at += apart) {
        long bits = Double.doubleToLongBits(doubles[at] + 0.0);
        keys[i] = bits ^ (bits >> 63 & Long.MAX_VALUE);
      }
    } else if (elements instanceof int[] ints) {
      for (int i = 0, at = start; i < keys.length; i++, at += apart) {
        keys[i] = ints[at];
      }
    } else if (elements instanceof long[] longs) {
      for (int i = 0, at = start; i < keys.length; i++, at += apart) {
        keys[i] = longs[at];
      }
    } else {
      boolean[] truths = (boolean[]) elements;
      for (int i = 0, at = start; i < keys.length; i++, at += apart) {
        keys[i] = truths[at] ? 1 : 0;
      }
    }
    if (isDescending) {
      for (int i = 0; i < keys.length; i++) {
        keys[i] = ~keys[i];
      }
    }
  }

  /** Returns the positions of the line's first numbers, and after them anything. */
  int[] first() {
    if (count <= FEW) {
      insert();
    } else {
      sort();
    }
    return positions;
  }

  private void insert() {
    int found = 0;
    for (int i = 0; i < keys.length && count > 0; i++) {
      long key = keys[i];
      if (found == count && key >= sorted[found - 1]) {
        continue;
      }
      int at = found == count ? found - 1 : found++;
      for (; at > 0 && sorted[at - 1] > key; at--) {
        sorted[at] = sorted[at - 1];
        positions[at] = positions[at - 1];
      }
      sorted[at] = key;
      positions[at] = i;
    }
  }

  private void sort() {
    long smallest = Long.MAX_VALUE;
    for (long key : keys) {
      smallest = Math.min(smallest, key);
    }
    long bits = 0;
    for (int i = 0; i < keys.length; i++) {
      keys[i] -= smallest;
      bits |= keys[i];
      positions[i] = i;
    }
    for (int half = 0; half < Long.SIZE && bits >>> half != 0; half += Integer.SIZE) {
      for (int i = 0; i < keys.length; i++) {
        sorted[i] = keys[positions[i]] >>> half << Integer.SIZE | positions[i];
      }
      for (int shift = 0;
          shift < Integer.SIZE && bits >>> half >>> shift != 0;
          shift += Byte.SIZE) {
        sortByByte(Integer.SIZE + shift);
      }
      for (int i = 0; i < keys.length; i++) {
        positions[i] = (int) sorted[i];
      }
    }
  }

  private void sortByByte(int shift) {
    int[] starts = new int[BYTES];
    for (long each : sorted) {
      starts[(int) (each >>> shift) & BYTES - 1]++;
    }
    int next = 0;
    for (int digit = 0; digit < BYTES; digit++) {
      int count = starts[digit];
      starts[digit] = next;
      next += count;
    }
    for (long each : sorted) {
      other[starts[(int) (each >>> shift) & BYTES - 1]++] = each;
    }
    long[] before = sorted;
    sorted = other;
    other = before;
  }
}
