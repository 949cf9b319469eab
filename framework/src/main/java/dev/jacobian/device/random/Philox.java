package dev.jacobian.device.random;

/** The counter-based generator Philox4x32-10; constants from Salmon et al., SC 2011. */
final class Philox {
  private static final int MULTIPLIER_0 = 0xD2511F53;
  private static final int MULTIPLIER_1 = 0xCD9E8D57;
  private static final int WEYL_0 = 0x9E3779B9;
  private static final int WEYL_1 = 0xBB67AE85;
  private static final int ROUNDS = 10;

  private Philox() {}

  /**
   * Returns half of the 128-bit block of a counter: words 0 and 1 if {@code half} is 0, else words
   * 2 and 3; the first of the two is the upper half of the result.
   */
  static long pair(long key, long counterLow, long counterHigh, int half) {
    long[] block = new long[2];
    blocks(key, counterLow, counterHigh, block, 0, 1);
    return half == 0 ? block[0] : block[1];
  }

  /**
   * Computes both halves of the blocks of consecutive counters.
   *
   * @param counterLow of the first block
   * @param out receives two elements for each block
   * @param at index of the first one
   * @param count how many blocks
   */
  static void blocks(long key, long counterLow, long counterHigh, long[] out, int at, int count) {
    for (int i = 0; i < count; i++) {
      long counter = counterLow + i;
      int key0 = (int) key;
      int key1 = (int) (key >>> 32);
      int c0 = (int) counter;
      int c1 = (int) (counter >>> 32);
      int c2 = (int) counterHigh;
      int c3 = (int) (counterHigh >>> 32);
      for (int round = 0; round < ROUNDS; round++) {
        long product0 = (MULTIPLIER_0 & 0xFFFFFFFFL) * (c0 & 0xFFFFFFFFL);
        long product1 = (MULTIPLIER_1 & 0xFFFFFFFFL) * (c2 & 0xFFFFFFFFL);
        c0 = (int) (product1 >>> 32) ^ c1 ^ key0;
        c1 = (int) product1;
        c2 = (int) (product0 >>> 32) ^ c3 ^ key1;
        c3 = (int) product0;
        key0 += WEYL_0;
        key1 += WEYL_1;
      }
      out[at + 2 * i] = ((long) c0 << 32) | (c1 & 0xFFFFFFFFL);
      out[at + 2 * i + 1] = ((long) c2 << 32) | (c3 & 0xFFFFFFFFL);
    }
  }
}
