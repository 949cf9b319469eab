package dev.jacobian.data;

import dev.jacobian.device.RandomState;
import dev.jacobian.shape.DataException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Divides a data set into parts, for example for training and validation. */
public final class Splits {
  private static final double FRACTION_TOLERANCE = 1e-6;

  private Splits() {}

  /**
   * Divides the rows at random. The same seed gives the same parts. PyTorch equivalent: {@code
   * torch.utils.data.random_split}.
   *
   * @param fractions of the rows, each from 0 to 1, with sum 1; sizes are rounded down and what is
   *     left over goes to the first parts, one row each
   * @return one part per fraction; every row is in exactly one
   * @throws DataException if the fractions are not such
   */
  public static List<Subset> randomSplit(Dataset dataset, long seed, double... fractions) {
    double sum = 0;
    for (double fraction : fractions) {
      if (!(fraction >= 0 && fraction <= 1)) {
        throw new DataException(
            "randomSplit: fraction " + fraction + " in " + Arrays.toString(fractions),
            "fractions from 0 to 1 with sum 1");
      }
      sum += fraction;
    }
    if (Math.abs(sum - 1) > FRACTION_TOLERANCE) {
      throw new DataException(
          "randomSplit: fractions " + Arrays.toString(fractions) + " with sum " + sum,
          "fractions from 0 to 1 with sum 1");
    }
    return parts(dataset, seed, sizes(dataset.size(), fractions));
  }

  private static long[] sizes(long rows, double[] fractions) {
    long[] sizes = new long[fractions.length];
    long left = rows;
    for (int i = 0; i < sizes.length; i++) {
      sizes[i] = Math.min(left, (long) Math.floor(rows * fractions[i] + FRACTION_TOLERANCE));
      left -= sizes[i];
    }
    for (int i = 0; left > 0; i = (i + 1) % sizes.length) {
      if (fractions[i] > 0) {
        sizes[i]++;
        left--;
      }
    }
    return sizes;
  }

  private static List<Subset> parts(Dataset dataset, long seed, long[] sizes) {
    Permutation order =
        Permutation.of(dataset.size(), new RandomState(seed, RandomStreams.SPLIT, 0));
    List<Subset> parts = new ArrayList<>();
    long next = 0;
    for (long size : sizes) {
      parts.add(new Subset(dataset, order, next, size));
      next += size;
    }
    return parts;
  }
}
