package dev.jacobian.data;

import dev.jacobian.device.random.RandomState;

/**
 * A pseudo-random order of {@code 0 ... size - 1} that is computed, not stored: the index at any
 * position takes some nanoseconds and no memory, so the place in an epoch is one number.
 *
 * <p>How: a Feistel network is a bijection on the numbers of b bits whatever its round function is;
 * a number that falls outside the size is sent through again until it falls inside (cycle walking:
 * Black and Rogaway, "Ciphers with arbitrary finite domains", CT-RSA 2002). The round keys come
 * from the generator, the round function is two multiplies. Halves have at least five bits because
 * a network on very few bits reaches few orders.
 */
final class Permutation implements RowOrder {
  /** How many random numbers choose an order. */
  static final int RANDOM_NUMBERS = 16;

  private static final int ROUNDS = RANDOM_NUMBERS / 2;
  private static final int SMALLEST_HALF = 5;
  private static final long GOLDEN = 0x9E3779B97F4A7C15L;

  private final long size;
  private final int lowBits;
  private final int highBits;
  private final long[] keys = new long[ROUNDS];
  private final long[] multipliers = new long[ROUNDS];

  private Permutation(long size, int bits, RandomState random) {
    this.size = size;
    this.lowBits = bits / 2;
    this.highBits = bits - lowBits;
    for (int round = 0; round < ROUNDS; round++) {
      keys[round] = random.bits(2L * round);
      multipliers[round] = random.bits(2L * round + 1) | 1;
    }
  }

  /**
   * Returns the order that the random numbers choose.
   *
   * @param size the number of indices
   * @param random {@link #RANDOM_NUMBERS} from here on are used
   */
  static Permutation of(long size, RandomState random) {
    int needed = Long.SIZE - Long.numberOfLeadingZeros(Math.max(size - 1, 0));
    return new Permutation(size, Math.max(needed, 2 * SMALLEST_HALF), random);
  }

  /** Returns the index at a position from 0 to size - 1. */
  long at(long position) {
    long index = position;
    do {
      index = scramble(index);
    } while (index >= size);
    return index;
  }

  @Override
  public long[] rows(long first, int count) {
    long[] rows = new long[count];
    for (int i = 0; i < count; i++) {
      rows[i] = at(first + i);
    }
    return rows;
  }

  private long scramble(long value) {
    int low = lowBits;
    int high = highBits;
    long left = value >>> low;
    long right = value & ((1L << low) - 1);
    // The halves change places, and with them their widths, after each round.
    for (int round = 0; round < ROUNDS; round++) {
      long mixed = (right + keys[round]) * multipliers[round];
      mixed = (mixed ^ (mixed >>> 32)) * GOLDEN;
      long next = left ^ (mixed >>> (Long.SIZE - high));
      left = right;
      right = next;
      int width = high;
      high = low;
      low = width;
    }
    return (left << low) | right;
  }
}
