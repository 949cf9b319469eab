package dev.jacobian.device;

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
    int key0 = (int) key;
    int key1 = (int) (key >>> 32);
    int c0 = (int) counterLow;
    int c1 = (int) (counterLow >>> 32);
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
    return half == 0
        ? ((long) c0 << 32) | (c1 & 0xFFFFFFFFL)
        : ((long) c2 << 32) | (c3 & 0xFFFFFFFFL);
  }
}
