package dev.jacobian.nn;

import dev.jacobian.shape.OptionException;
import dev.jacobian.shape.ShapeException;
import dev.jacobian.tensor.Tensor;
import java.util.Arrays;

/**
 * Turns pairs of features of queries and keys by an angle that grows with their place, so that
 * their products tell their distance: features a and b at place p become {@code a cos(p w_i) - b
 * sin(p w_i)} and {@code b cos(p w_i) + a sin(p w_i)} with {@code w_i = base^(-2 i / e)}. Input and
 * output {@code [..., t, e]}. Pair i is features i and {@code i + e / 2}, as in LLaMA and GPT-NeoX,
 * or {@code 2 i} and {@code 2 i + 1}, as in the paper and GPT-J. Source: Su et al., "RoFormer",
 * 2021.
 */
public final class RotaryPositions extends Module {
  /** The base of the frequencies in the paper. */
  private static final double BASE = 10_000;

  private final boolean neighbours;
  private final Tensor cosines;
  private final Tensor sines;

  /** Makes positions with the paper's base, for pairs of features that are half of all apart. */
  public RotaryPositions(int length, int headDim) {
    this(length, headDim, BASE, false);
  }

  /**
   * Makes positions.
   *
   * @param length the longest sequence
   * @param headDim features e of a head, an even number
   * @param base of the frequencies
   * @param neighbours whether the features of a pair are neighbours
   * @throws OptionException if a number is out of its range
   */
  public RotaryPositions(int length, int headDim, double base, boolean neighbours) {
    super("RotaryPositions(" + length + ", " + headDim + ")");
    if (length < 1 || headDim < 2 || headDim % 2 != 0 || !(base > 0)) {
      throw named(
          new OptionException(
              length + " positions of " + headDim + " features with base " + base,
              "at least 1 position, an even number of features and a base above 0"));
    }
    this.neighbours = neighbours;
    int pairs = headDim / 2;
    float[] cos = new float[length * pairs];
    float[] sin = new float[length * pairs];
    for (int i = 0; i < cos.length; i++) {
      int position = i / pairs;
      double angle = position * Math.pow(base, -2.0 * (i % pairs) / headDim);
      cos[i] = (float) Math.cos(angle);
      sin[i] = (float) Math.sin(angle);
    }
    cosines = registerBuffer("cosines", Tensor.of(cos, length, pairs));
    sines = registerBuffer("sines", Tensor.of(sin, length, pairs));
  }

  /** Returns the elements turned, of which the first is at place 0. */
  @Override
  public Tensor forward(Tensor input) {
    return forward(input, 0);
  }

  /**
   * Returns the elements turned.
   *
   * @param start the place of the first one, such as the number of those before it in a cache
   * @throws ShapeException if a place is not in the table, or the number of features is another
   */
  public Tensor forward(Tensor input, long start) {
    long pairs = cosines.size(1);
    boolean fits = input.shape().rank() >= 2 && input.size(-1) == 2 * pairs && start >= 0;
    if (!fits || start + input.size(-2) > cosines.size(0)) {
      throw named(
          new ShapeException(
              "a sequence " + input.shape() + " from place " + start,
              "[..., t, " + 2 * pairs + "] up to place " + cosines.size(0),
              "make the table as long as the longest sequence"));
    }
    Tensor cos = cosines.slice(0, start, start + input.size(-2)).to(input.dtype());
    Tensor sin = sines.slice(0, start, start + input.size(-2)).to(input.dtype());
    if (neighbours) {
      long[] apart = Arrays.copyOf(input.shape().dims(), input.shape().rank() + 1);
      apart[apart.length - 2] = pairs;
      apart[apart.length - 1] = 2;
      Tensor both = input.reshape(apart);
      Tensor a = both.select(-1, 0);
      Tensor b = both.select(-1, 1);
      Tensor turned = Tensor.stack(-1, a.mul(cos).sub(b.mul(sin)), b.mul(cos).add(a.mul(sin)));
      return turned.reshape(input.shape().dims());
    }
    Tensor a = input.slice(-1, 0, pairs);
    Tensor b = input.slice(-1, pairs, 2 * pairs);
    return Tensor.concat(-1, a.mul(cos).sub(b.mul(sin)), b.mul(cos).add(a.mul(sin)));
  }
}
