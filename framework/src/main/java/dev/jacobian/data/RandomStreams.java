package dev.jacobian.data;

import dev.jacobian.device.random.RandomState;

/**
 * The random sequences of a seed that this package draws from, far from the stream 0 of generators,
 * so that data order and initial weights are independent even if one seed is used for both.
 */
final class RandomStreams {
  /** The stream of random splits. */
  static final long SPLIT = 0x4A44_0001_0000_0000L;

  /** The stream of the folds of a cross-validation. */
  static final long FOLDS = 0x4A44_0004_0000_0000L;

  private static final long ORDER = 0x4A44_0002_0000_0000L;
  private static final long BATCH = 0x4A44_0003_0000_0000L;
  private static final int NUMBERS_PER_BATCH_BITS = 32;

  private RandomStreams() {}

  /** Returns where the order of an epoch is drawn from. */
  static RandomState order(long seed, long epoch) {
    return new RandomState(seed, ORDER + epoch, 0);
  }

  /** Returns where a data set's own random numbers for one batch are drawn from. */
  static RandomState batch(long seed, long epoch, long number) {
    return new RandomState(seed, BATCH + epoch, number << NUMBERS_PER_BATCH_BITS);
  }
}
