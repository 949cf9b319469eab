package dev.jacobian.data;

import dev.jacobian.device.random.RandomState;
import dev.jacobian.shape.DataException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/**
 * Divides a data set into folds for a cross-validation: each row is in the test part of one fold,
 * and in the training part of the others. Rows keep their order. Without a seed the folds are those
 * of scikit-learn, row by row; with one they are drawn, the same for the same seed, and as large as
 * scikit-learn's with {@code shuffle=True}.
 */
public final class Folds {
  /**
   * One of the divisions of a data set in a cross-validation.
   *
   * @param train the rows to train on: all but the fold's
   * @param test the rows of the fold, on which the model is judged
   */
  public record Fold(Subset train, Subset test) {}

  private Folds() {}

  /**
   * Divides the rows in their order, the first folds having a row more if they do not come out
   * even. Scikit-learn equivalent: {@code KFold}.
   *
   * @throws DataException if there are fewer than two folds, or fewer rows than folds
   */
  public static List<Fold> kFold(Dataset dataset, int folds) {
    return kFold(dataset, folds, OptionalLong.empty());
  }

  /** Divides the rows at random. Scikit-learn equivalent: {@code KFold(shuffle=True)}. */
  public static List<Fold> kFold(Dataset dataset, int folds, long seed) {
    return kFold(dataset, folds, OptionalLong.of(seed));
  }

  private static List<Fold> kFold(Dataset dataset, int folds, OptionalLong seed) {
    int rows = requireFolds(dataset, folds);
    int[] foldOf = blocks(rows, folds);
    seed.ifPresent(s -> shuffle(foldOf, random(s, 0)));
    return folds(dataset, foldOf, folds);
  }

  /**
   * Divides the rows so that each class has its share in each fold. Scikit-learn equivalent: {@code
   * StratifiedKFold}.
   *
   * @param dataset with class indices, int64 {@code [n]}, as targets; they are read once
   * @throws DataException as {@link #kFold} does, or if the targets are no classes, or no class has
   *     as many rows as there are folds
   */
  public static List<Fold> stratifiedKFold(Dataset dataset, int folds) {
    return stratifiedKFold(dataset, folds, OptionalLong.empty());
  }

  /**
   * Divides the rows of each class at random. Scikit-learn equivalent: {@code
   * StratifiedKFold(shuffle=True)}.
   */
  public static List<Fold> stratifiedKFold(Dataset dataset, int folds, long seed) {
    return stratifiedKFold(dataset, folds, OptionalLong.of(seed));
  }

  private static List<Fold> stratifiedKFold(Dataset dataset, int folds, OptionalLong seed) {
    int rows = requireFolds(dataset, folds);
    RowClasses classes = RowClasses.read("stratified folds", dataset);
    long most = Arrays.stream(classes.counts()).max().orElse(0);
    if (most < folds) {
      throw new DataException(
          folds + " stratified folds of classes with at most " + most + " rows",
          "a class with at least " + folds + " rows",
          "use fewer folds");
    }
    // 1. Classes are numbered in the order in which they first come.
    int[] numberOf = new int[classes.counts().length];
    Arrays.fill(numberOf, -1);
    int[] number = new int[rows];
    int known = 0;
    for (int row = 0; row < rows; row++) {
      int index = classes.of(row);
      numberOf[index] = numberOf[index] < 0 ? known++ : numberOf[index];
      number[row] = numberOf[index];
    }
    // 2. Rows sorted by class are dealt out to the folds in turn: so many of each class has a fold.
    int[] sorted = number.clone();
    Arrays.sort(sorted);
    int[][] allocation = new int[known][folds];
    for (int i = 0; i < rows; i++) {
      allocation[sorted[i]][i % folds]++;
    }
    // 3. The first rows of a class are in the first fold that has some of it, and so on.
    int[][] queues = new int[known][];
    for (int i = 0; i < known; i++) {
      int[] counts = allocation[i];
      int[] queue =
          IntStream.range(0, folds)
              .flatMap(fold -> IntStream.range(0, counts[fold]).map(any -> fold))
              .toArray();
      int stream = i;
      seed.ifPresent(s -> shuffle(queue, random(s, stream)));
      queues[i] = queue;
    }
    int[] next = new int[known];
    int[] foldOf = new int[rows];
    for (int row = 0; row < rows; row++) {
      int[] queue = queues[number[row]];
      foldOf[row] = queue[next[number[row]]++];
    }
    return folds(dataset, foldOf, folds);
  }

  /**
   * Divides the rows so that rows of one group are in one fold and the folds have about as many
   * rows: the largest group first, each to the fold that has the fewest rows so far. Scikit-learn
   * equivalent: {@code GroupKFold}.
   *
   * @param groups the group of each row; any numbers
   * @throws DataException as {@link #kFold} does, or if there are not as many groups as rows, or
   *     fewer of them than folds
   */
  public static List<Fold> groupKFold(Dataset dataset, long[] groups, int folds) {
    RowGroups numbered = requireGroups(dataset, groups, folds);
    long[] sizes = numbered.sizes();
    int[] foldOfGroup = new int[sizes.length];
    long[] rows = new long[folds];
    // Of groups of one size the last comes first, as in a sorted list that is read backwards.
    IntStream.range(0, sizes.length)
        .boxed()
        .sorted(
            Comparator.comparing((Integer group) -> sizes[group])
                .thenComparing(Comparator.<Integer>naturalOrder())
                .reversed())
        .forEach(
            group -> {
              int lightest = 0;
              for (int fold = 1; fold < folds; fold++) {
                lightest = rows[fold] < rows[lightest] ? fold : lightest;
              }
              foldOfGroup[group] = lightest;
              rows[lightest] += sizes[group];
            });
    return folds(dataset, ofRows(numbered, foldOfGroup, groups.length), folds);
  }

  /**
   * Divides the groups at random, so that the folds have about as many groups, not rows.
   * Scikit-learn equivalent: {@code GroupKFold(shuffle=True)}.
   */
  public static List<Fold> groupKFold(Dataset dataset, long[] groups, int folds, long seed) {
    RowGroups numbered = requireGroups(dataset, groups, folds);
    int[] foldOfGroup = blocks(numbered.count(), folds);
    shuffle(foldOfGroup, random(seed, 0));
    return folds(dataset, ofRows(numbered, foldOfGroup, groups.length), folds);
  }

  private static int requireFolds(Dataset dataset, int folds) {
    if (folds < 2 || folds > dataset.size()) {
      throw new DataException(
          folds + (folds == 1 ? " fold" : " folds") + " of " + dataset.size() + " rows",
          "at least 2 folds, and a row for each");
    }
    return Math.toIntExact(dataset.size());
  }

  private static RowGroups requireGroups(Dataset dataset, long[] groups, int folds) {
    requireFolds(dataset, folds);
    RowGroups numbered = RowGroups.of("group folds", dataset, groups);
    if (numbered.count() < folds) {
      throw new DataException(
          folds + " folds of " + numbered.described(), "a group for each fold", "use fewer folds");
    }
    return numbered;
  }

  /** Returns the fold of each of some things, in blocks of the same size or one less. */
  private static int[] blocks(int things, int folds) {
    int[] foldOf = new int[things];
    int next = 0;
    for (int fold = 0; fold < folds; fold++) {
      int size = things / folds + (fold < things % folds ? 1 : 0);
      Arrays.fill(foldOf, next, next + size, fold);
      next += size;
    }
    return foldOf;
  }

  private static int[] ofRows(RowGroups groups, int[] foldOfGroup, int rows) {
    return IntStream.range(0, rows).map(row -> foldOfGroup[groups.of(row)]).toArray();
  }

  private static void shuffle(int[] values, RandomState random) {
    Permutation order = Permutation.of(values.length, random);
    int[] before = values.clone();
    for (int i = 0; i < values.length; i++) {
      values[i] = before[(int) order.at(i)];
    }
  }

  private static RandomState random(long seed, int stream) {
    return new RandomState(seed, RandomStreams.FOLDS, (long) stream * Permutation.RANDOM_NUMBERS);
  }

  private static List<Fold> folds(Dataset dataset, int[] foldOf, int folds) {
    List<Fold> result = new ArrayList<>();
    for (int i = 0; i < folds; i++) {
      int fold = i;
      long[] train = rows(foldOf.length).filter(row -> foldOf[(int) row] != fold).toArray();
      long[] test = rows(foldOf.length).filter(row -> foldOf[(int) row] == fold).toArray();
      result.add(new Fold(new Subset(dataset, train), new Subset(dataset, test)));
    }
    return result;
  }

  private static LongStream rows(int count) {
    return LongStream.range(0, count);
  }
}
