package dev.jacobian.nn;

import dev.jacobian.shape.OptionException;
import dev.jacobian.shape.ShapeException;
import dev.jacobian.tensor.Tensor;

/**
 * Adds to each element of a sequence what tells its place: {@code sin(p / 10000^(2 i / e))} to
 * feature {@code 2 i} and the cosine to feature {@code 2 i + 1}. Input and output {@code [..., t,
 * e]}; the table {@code positions [length, e]} is a buffer. Source: Vaswani et al., NeurIPS 2017.
 */
public final class SinusoidalPositions extends Module {
  private static final double BASE = 10_000;

  private final Tensor positions;

  /**
   * Makes a table.
   *
   * @param length the longest sequence
   * @param embedDim features e, an even number
   * @throws OptionException if a number is out of its range
   */
  public SinusoidalPositions(int length, int embedDim) {
    super("SinusoidalPositions(" + length + ", " + embedDim + ")");
    boolean isTooLarge = (long) length * embedDim > Integer.MAX_VALUE;
    if (length < 1 || embedDim < 2 || embedDim % 2 != 0 || isTooLarge) {
      throw named(
          new OptionException(
              length + " positions of " + embedDim + " features",
              "at least 1 position, and an even number of features"
                  + (isTooLarge ? "; together at most " + Integer.MAX_VALUE + " numbers" : "")));
    }
    float[] table = new float[length * embedDim];
    for (int i = 0; i < table.length; i++) {
      int feature = i % embedDim;
      int position = i / embedDim;
      double angle = position / Math.pow(BASE, (feature - feature % 2) / (double) embedDim);
      table[i] = (float) (feature % 2 == 0 ? Math.sin(angle) : Math.cos(angle));
    }
    positions = registerBuffer("positions", Tensor.of(table, length, embedDim));
  }

  /**
   * Returns the sequence with its places.
   *
   * @throws ShapeException if it is longer than the table, or has another number of features
   */
  @Override
  public Tensor forward(Tensor input) {
    boolean fits = input.shape().rank() >= 2 && input.size(-1) == positions.size(1);
    if (!fits || input.size(-2) > positions.size(0)) {
      throw named(
          new ShapeException(
              "a sequence " + input.shape(),
              "[..., t, " + positions.size(1) + "] with t up to " + positions.size(0),
              "make the table as long as the longest sequence"));
    }
    return input.add(positions.slice(0, 0, input.size(-2)).to(input.dtype()));
  }
}
