package dev.jacobian.op;

import java.util.Arrays;

/**
 * The order of one line of numbers after another, which all have one length. Equal numbers stay in
 * the order of their positions.
 */
final class StableOrder {
  /*
   * Numbers become unsigned integers of the same order, counted from the smallest one. A long line
   * is sorted by one byte of them after another, from the lowest to the highest that any has: that
   * keeps the order of equal bytes. Of a short one, and of the first few of a long one, each number
   * is put into its place among those before it.
   */

  /** So many are found by putting each number into its place. */
  private static final int FEW = 64;

  private static final int BYTES = 256;

  private long[] keys;
  private long[] otherKeys;
  private int[] positions;
  private int[] otherPositions;

  StableOrder(int size) {
    this.keys = new long[size];
    this.otherKeys = new long[size];
    this.positions = new int[size];
    this.otherPositions = new int[size];
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
    for (int i = 0, at = start; i < keys.length; i++, at += apart) {
      long key = key(elements, at);
      keys[i] = isDescending ? ~key : key;
    }
  }

  /** Returns an integer of the order of the element. NaN is one number, and so is zero. */
  private static long key(Object elements, int at) {
    if (elements instanceof float[] floats) {
      int bits = Float.floatToIntBits(floats[at] + 0f);
      return bits ^ (bits >> 31 & Integer.MAX_VALUE);
    }
    if (elements instanceof double[] doubles) {
      long bits = Double.doubleToLongBits(doubles[at] + 0.0);
      return bits ^ (bits >> 63 & Long.MAX_VALUE);
    }
    if (elements instanceof int[] ints) {
      return ints[at];
    }
    return elements instanceof long[] longs ? longs[at] : ((boolean[]) elements)[at] ? 1 : 0;
  }

  /** Returns the positions of the line's first numbers, and after them anything. */
  int[] first(int count) {
    if (count <= FEW) {
      insert(count);
    } else {
      sort();
    }
    return positions;
  }

  private void insert(int count) {
    int found = 0;
    for (int i = 0; i < keys.length && count > 0; i++) {
      long key = keys[i];
      if (found == count && key >= otherKeys[found - 1]) {
        continue;
      }
      int at = found == count ? found - 1 : found++;
      for (; at > 0 && otherKeys[at - 1] > key; at--) {
        otherKeys[at] = otherKeys[at - 1];
        positions[at] = positions[at - 1];
      }
      otherKeys[at] = key;
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
    int[] starts = new int[BYTES];
    for (int shift = 0; shift < Long.SIZE && bits >>> shift != 0; shift += Byte.SIZE) {
      Arrays.fill(starts, 0);
      for (long key : keys) {
        starts[(int) (key >>> shift) & BYTES - 1]++;
      }
      int next = 0;
      for (int digit = 0; digit < BYTES; digit++) {
        int count = starts[digit];
        starts[digit] = next;
        next += count;
      }
      for (int i = 0; i < keys.length; i++) {
        int to = starts[(int) (keys[i] >>> shift) & BYTES - 1]++;
        otherKeys[to] = keys[i];
        otherPositions[to] = positions[i];
      }
      long[] sortedKeys = otherKeys;
      otherKeys = keys;
      keys = sortedKeys;
      int[] sortedPositions = otherPositions;
      otherPositions = positions;
      positions = sortedPositions;
    }
  }
}
