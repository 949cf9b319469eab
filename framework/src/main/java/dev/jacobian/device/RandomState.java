package dev.jacobian.device;

/**
 * A place in a pseudo-random sequence; the whole state of a generator. Every position holds 64
 * random bits that depend on nothing but these three numbers, so any element can be made on its own
 * and results do not depend on threads.
 *
 * <p>The bits are those of Philox4x32-10 (Salmon et al., "Parallel random numbers: as easy as 1, 2,
 * 3", SC 2011) with the seed as key and {@code (position / 2, stream)} as counter; an even position
 * takes the first two of the four words, an odd one the last two.
 *
 * @param seed chooses the sequence
 * @param stream chooses one of 2^64 independent sequences of a seed
 * @param position index of the next element
 */
public record RandomState(long seed, long stream, long position) {
  private static final double TWO_POW_MINUS_24 = 0x1p-24;
  private static final double TWO_POW_MINUS_32 = 0x1p-32;
  private static final double TWO_POW_MINUS_53 = 0x1p-53;

  /** Returns this state moved ahead by {@code elements}. */
  public RandomState advance(long elements) {
    return new RandomState(seed, stream, position + elements);
  }

  /** Returns the 64 random bits {@code offset} elements ahead. */
  public long bits(long offset) {
    long at = position + offset;
    return Philox.pair(seed, at >>> 1, stream, (int) (at & 1));
  }

  /**
   * Returns the element {@code offset} ahead as uniform in [0, 1) with 24 random bits, exact in
   * float32.
   */
  public float uniformFloat(long offset) {
    return (float) ((bits(offset) >>> 40) * TWO_POW_MINUS_24);
  }

  /** Returns the element {@code offset} ahead as uniform in [0, 1) with 53 random bits. */
  public double uniformDouble(long offset) {
    return (bits(offset) >>> 11) * TWO_POW_MINUS_53;
  }

  /**
   * Returns the element {@code offset} ahead as standard normal. Source: Box and Muller, "A note on
   * the generation of random normal deviates", 1958, the cosine branch.
   */
  public double normal(long offset) {
    long bits = bits(offset);
    double radius = ((bits >>> 32) + 0.5) * TWO_POW_MINUS_32;
    double angle = (bits & 0xFFFFFFFFL) * TWO_POW_MINUS_32;
    return Math.sqrt(-2 * Math.log(radius)) * Math.cos(2 * Math.PI * angle);
  }
}
