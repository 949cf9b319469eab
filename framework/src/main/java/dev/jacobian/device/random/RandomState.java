package dev.jacobian.device.random;

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
   * Computes the random bits of consecutive elements, in half the time that {@link #bits(long)}
   * takes for each.
   *
   * @param offset how far ahead the first one is
   * @param out receives them from index 0 on
   * @param count how many
   */
  public void bits(long offset, long[] out, int count) {
    int done = 0;
    if (count > 0 && (position + offset & 1) != 0) {
      out[done++] = bits(offset);
    }
    int blocks = (count - done) / 2;
    Philox.blocks(seed, (position + offset + done) >>> 1, stream, out, done, blocks);
    done += 2 * blocks;
    if (done < count) {
      out[done] = bits(offset + done);
    }
  }

  /**
   * Returns the element {@code offset} ahead as uniform in [0, 1) with 24 random bits, exact in
   * float32.
   */
  public float uniformFloat(long offset) {
    return toUniformFloat(bits(offset));
  }

  /** Returns the element {@code offset} ahead as uniform in [0, 1) with 53 random bits. */
  public double uniformDouble(long offset) {
    return toUniformDouble(bits(offset));
  }

  /** Returns the element {@code offset} ahead as standard normal. */
  public double normal(long offset) {
    return toNormal(bits(offset));
  }

  /** Returns the number in [0, 1) that {@link #uniformFloat} makes of an element's bits. */
  public static float toUniformFloat(long bits) {
    return (float) ((bits >>> 40) * TWO_POW_MINUS_24);
  }

  /** Returns the number in [0, 1) that {@link #uniformDouble} makes of an element's bits. */
  public static double toUniformDouble(long bits) {
    return (bits >>> 11) * TWO_POW_MINUS_53;
  }

  /**
   * Returns the number that {@link #normal} makes of an element's bits: the same on every machine.
   */
  public static double toNormal(long bits) {
    return BoxMuller.normal(bits);
  }
}
