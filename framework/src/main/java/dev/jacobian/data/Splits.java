package dev.jacobian.data;

import dev.jacobian.device.random.RandomState;
import dev.jacobian.shape.DataException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/**
 * Divides a data set into parts, for example for training and validation. The same seed gives the
 * same parts, whatever the number of threads. For a cross-validation see {@link Folds}.
 */
public final class Splits {
  private static final double FRACTION_TOLERANCE = 1e-6;

  /** Where in the stream of splits orders are drawn from. */
  private static final long ROWS = 0;

  private static final long GROUPS = Permutation.RANDOM_NUMBERS;

  private Splits() {}

  /**
   * Divides the rows at random. PyTorch equivalent: {@code torch.utils.data.random_split};
   * scikit-learn: {@code ShuffleSplit}.
   *
   * @param fractions of the rows, each from 0 to 1, with sum 1; sizes are rounded down and what is
   *     left over goes to the first parts, one row each
   * @return one part per fraction; every row is in exactly one
   * @throws DataException if the fractions are not such
   */
  public static List<Subset> randomSplit(Dataset dataset, long seed, double... fractions) {
    requireFractions("randomSplit", fractions);
    Permutation order = order(dataset.size(), seed, ROWS);
    List<Subset> parts = new ArrayList<>();
    long next = 0;
    for (long size : sizes(dataset.size(), fractions)) {
      parts.add(new Subset(dataset, order, next, size));
      next += size;
    }
    return parts;
  }

  /**
   * Holds out the rows at the end.
   *
   * @param fraction of the rows, from 0 to 1, rounded
   * @param gap rows before these that are left out, since they tell of them: windows of a series
   *     overlap
   * @return the rows before the gap, and those at the end
   * @throws DataException if the fraction is none
   */
  public static List<Subset> end(Dataset dataset, double fraction, long gap) {
    requireFractions("split at the end", new double[] {1 - fraction, fraction});
    long size = dataset.size();
    long start = size - Math.round(size * fraction);
    long[] before = LongStream.range(0, Math.max(0, start - gap)).toArray();
    return List.of(
        new Subset(dataset, before), new Subset(dataset, LongStream.range(start, size).toArray()));
  }

  /**
   * Divides the rows at random so that each class has its share in each part. The parts are as
   * large as {@link #randomSplit}'s, and the rows of a class in a part are its share, rounded up or
   * down; what is left over goes to the classes with the largest fractions left, the first ones of
   * equal fractions. Scikit-learn equivalent: {@code StratifiedShuffleSplit}, which draws among
   * equal fractions.
   *
   * @param dataset with class indices, int64 {@code [n]}, as targets; they are read once
   * @param fractions as for {@link #randomSplit}
   * @throws DataException if the targets are no classes, a class has fewer rows than there are
   *     parts, or a part fewer than there are classes
   */
  public static List<Subset> stratified(Dataset dataset, long seed, double... fractions) {
    requireFractions("stratified split", fractions);
    RowClasses classes = RowClasses.read("stratified split", dataset);
    long[] sizes = sizes(dataset.size(), fractions);
    requireRows(classes, sizes);
    long[] left = classes.counts();
    long[][] ends = new long[sizes.length][];
    long[] taken = new long[left.length];
    for (int part = 0; part < sizes.length; part++) {
      long[] share = shares(left, sizes[part]);
      for (int i = 0; i < left.length; i++) {
        left[i] -= share[i];
        taken[i] += share[i];
      }
      ends[part] = taken.clone();
    }
    // Rows come in one random order, so those of a class are drawn and no part is sorted by class.
    Parts parts = new Parts(dataset, seed, sizes);
    long[] seen = new long[left.length];
    return parts.fill(
        row -> {
          int index = classes.of(row);
          int part = 0;
          while (seen[index] >= ends[part][index]) {
            part++;
          }
          seen[index]++;
          return part;
        });
  }

  /**
   * Divides the rows at random so that rows of one group are in one part, such as all measurements
   * of one patient. Scikit-learn equivalent: {@code GroupShuffleSplit}.
   *
   * @param groups the group of each row; any numbers
   * @param fractions of the groups, not of the rows; else as for {@link #randomSplit}
   * @throws DataException if there are not as many groups as rows, or a part would have none
   */
  public static List<Subset> group(Dataset dataset, long[] groups, long seed, double... fractions) {
    requireFractions("group split", fractions);
    RowGroups numbered = RowGroups.of("group split", dataset, groups);
    long[] sizes = sizes(numbered.count(), fractions);
    Permutation order = order(numbered.count(), seed, GROUPS);
    int[] partOf = new int[numbered.count()];
    int next = 0;
    for (int part = 0; part < sizes.length; part++) {
      if (sizes[part] == 0 && fractions[part] > 0) {
        throw new DataException(
            "group split: "
                + numbered.described()
                + ", of which the part of "
                + fractions[part]
                + " has none",
            "a group for each part",
            "use more groups or another fraction");
      }
      for (long i = 0; i < sizes[part]; i++) {
        partOf[(int) order.at(next++)] = part;
      }
    }
    long[] rows = new long[sizes.length];
    for (int row = 0; row < groups.length; row++) {
      rows[partOf[numbered.of(row)]]++;
    }
    return new Parts(dataset, seed, rows).fill(row -> partOf[numbered.of(row)]);
  }

  /** Returns in which part a row belongs. */
  private interface PartOf {
    int part(int row);
  }

  /** Parts that are filled by the rows in a random order. */
  private static final class Parts {
    private final Dataset dataset;
    private final Permutation order;
    private final long[][] rows;

    Parts(Dataset dataset, long seed, long[] sizes) {
      this.dataset = dataset;
      this.order = order(dataset.size(), seed, ROWS);
      this.rows = new long[sizes.length][];
      for (int part = 0; part < sizes.length; part++) {
        rows[part] = new long[Math.toIntExact(sizes[part])];
      }
    }

    List<Subset> fill(PartOf partOf) {
      int[] filled = new int[rows.length];
      for (long i = 0; i < dataset.size(); i++) {
        long row = order.at(i);
        int part = partOf.part((int) row);
        rows[part][filled[part]++] = row;
      }
      return Arrays.stream(rows).map(part -> new Subset(dataset, part)).toList();
    }
  }

  private static void requireFractions(String what, double[] fractions) {
    double sum = 0;
    for (double fraction : fractions) {
      if (!(fraction >= 0 && fraction <= 1)) {
        throw new DataException(
            what + ": fraction " + fraction + " in " + Arrays.toString(fractions),
            "fractions from 0 to 1 with sum 1");
      }
      sum += fraction;
    }
    if (Math.abs(sum - 1) > FRACTION_TOLERANCE) {
      throw new DataException(
          what + ": fractions " + Arrays.toString(fractions) + " with sum " + sum,
          "fractions from 0 to 1 with sum 1");
    }
  }

  private static void requireRows(RowClasses classes, long[] sizes) {
    long parts = LongStream.of(sizes).filter(size -> size > 0).count();
    long[] counts = classes.counts();
    for (int i = 0; i < counts.length; i++) {
      if (counts[i] > 0 && counts[i] < parts) {
        throw new DataException(
            "stratified split: the class "
                + classes.name(i)
                + " has "
                + counts[i]
                + (counts[i] == 1 ? " row" : " rows"),
            "at least " + parts + ", one for each part",
            "use more rows of it, leave it out, or split at random");
      }
    }
    for (long size : sizes) {
      if (size > 0 && size < classes.classes()) {
        throw new DataException(
            "stratified split: a part of " + size + " of " + classes.rows() + " rows",
            "at least " + classes.classes() + ", one for each class",
            "use more rows or another fraction");
      }
    }
  }

  /**
   * Returns how many of {@code size} rows are of each class, in proportion to the rows that each
   * has.
   */
  private static long[] shares(long[] counts, long size) {
    long all = LongStream.of(counts).sum();
    long[] shares = new long[counts.length];
    if (all == 0) {
      return shares;
    }
    long[] rest = new long[counts.length];
    long left = size;
    for (int i = 0; i < shares.length; i++) {
      shares[i] = Math.multiplyExact(counts[i], size) / all;
      rest[i] = counts[i] * size % all;
      left -= shares[i];
    }
    IntStream.range(0, rest.length)
        .boxed()
        .sorted(Comparator.comparing((Integer i) -> -rest[i]))
        .limit(left)
        .forEach(i -> shares[i]++);
    return shares;
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

  private static Permutation order(long size, long seed, long place) {
    return Permutation.of(size, new RandomState(seed, RandomStreams.SPLIT, place));
  }
}
