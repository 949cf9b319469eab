package dev.jacobian.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.jacobian.shape.DataException;
import dev.jacobian.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

class SplitsTest {
  private static TensorDataset numbers(int size) {
    return new TensorDataset(Tensor.arange(size), Tensor.arange(size));
  }

  @Test
  void everyRowIsInExactlyOnePart() {
    List<Subset> parts = Splits.randomSplit(numbers(103), 7, 0.5, 0.3, 0.2);
    assertEquals(List.of(52L, 31L, 20L), parts.stream().map(Subset::size).toList());
    long[] all = parts.stream().flatMapToLong(p -> Arrays.stream(p.indices())).sorted().toArray();
    assertArrayEquals(LongStream.range(0, 103).toArray(), all);
  }

  @Test
  void oneSeedGivesOneSplitAndAnotherAnother() {
    long[] first = Splits.randomSplit(numbers(50), 1, 0.8, 0.2).get(1).indices();
    assertArrayEquals(first, Splits.randomSplit(numbers(50), 1, 0.8, 0.2).get(1).indices());
    assertFalse(
        Arrays.equals(first, Splits.randomSplit(numbers(50), 2, 0.8, 0.2).get(1).indices()));
  }

  @Test
  void roundingDoesNotLoseARowOfExactFractions() {
    // 0.29 * 100 is 28.999999999999996 in binary.
    assertEquals(29, Splits.randomSplit(numbers(100), 1, 0.29, 0.71).get(0).size());
  }

  @Test
  void anEmptyFractionGetsNoRow() {
    List<Subset> parts = Splits.randomSplit(numbers(7), 1, 0, 0.5, 0.5);
    assertEquals(List.of(0L, 4L, 3L), parts.stream().map(Subset::size).toList());
  }

  @Test
  void subsetsReadTheirRows() {
    Subset subset = new Subset(numbers(10), new long[] {7, 3});
    assertArrayEquals(
        new long[] {3, 7, 3}, subset.gather(new long[] {1, 0, 1}).inputs().toLongArray());
    DataException e = assertThrows(DataException.class, () -> subset.gather(new long[] {2}));
    assertEquals(
        "gather: index 2 at position 0 is outside axis 0 of size 2; expected indices from 0 to 1",
        e.getMessage());
  }

  @Test
  void wrongFractionsAreRefused() {
    assertEquals(
        "randomSplit: fractions [0.5, 0.3] with sum 0.8; expected fractions from 0 to 1 with sum 1",
        assertThrows(DataException.class, () -> Splits.randomSplit(numbers(5), 1, 0.5, 0.3))
            .getMessage());
    assertEquals(
        "randomSplit: fraction 1.5 in [1.5, -0.5]; expected fractions from 0 to 1 with sum 1",
        assertThrows(DataException.class, () -> Splits.randomSplit(numbers(5), 1, 1.5, -0.5))
            .getMessage());
    assertEquals(
        "randomSplit: fraction NaN in [NaN]; expected fractions from 0 to 1 with sum 1",
        assertThrows(DataException.class, () -> Splits.randomSplit(numbers(5), 1, Double.NaN))
            .getMessage());
  }

  @Test
  void aSubsetOutsideTheDatasetIsRefused() {
    DataException e =
        assertThrows(DataException.class, () -> new Subset(numbers(3), new long[] {0, 5}));
    assertEquals(
        "subset: index 5 at position 1 is outside axis 0 of size 3; expected indices from 0 to 2",
        e.getMessage());
  }

  private static TensorDataset labelled(int rows) {
    long[] labels = LongStream.range(0, rows).map(row -> row % 10 == 0 ? 1 : 0).toArray();
    return new TensorDataset(Tensor.arange(rows), Tensor.of(labels));
  }

  @Test
  void aStratifiedSplitIsDrawnByTheSeedAndNotSortedByClass() {
    TensorDataset dataset = labelled(200);
    List<Subset> parts = Splits.stratified(dataset, 4, 0.7, 0.2, 0.1);
    assertEquals(List.of(140L, 40L, 20L), parts.stream().map(Subset::size).toList());
    long[] all = parts.stream().flatMapToLong(p -> Arrays.stream(p.indices())).sorted().toArray();
    assertArrayEquals(LongStream.range(0, 200).toArray(), all);
    for (Subset part : parts) {
      long rare = Arrays.stream(part.indices()).filter(row -> row % 10 == 0).count();
      assertEquals(part.size() / 10, rare);
      long[] sorted = part.indices();
      Arrays.sort(sorted);
      assertFalse(Arrays.equals(sorted, part.indices()), "in an order of its own");
    }
    assertArrayEquals(
        parts.get(1).indices(), Splits.stratified(dataset, 4, 0.7, 0.2, 0.1).get(1).indices());
    assertFalse(
        Arrays.equals(
            parts.get(1).indices(), Splits.stratified(dataset, 5, 0.7, 0.2, 0.1).get(1).indices()));
    long firsts = 0;
    for (long seed = 0; seed < 400; seed++) {
      firsts +=
          Arrays.stream(Splits.stratified(labelled(20), seed, 0.5, 0.5).get(0).indices())
              .filter(row -> row == 0)
              .count();
    }
    assertEquals(200, firsts, 60, "each row is as likely in each part");
  }

  @Test
  void aGroupIsInOnePart() {
    long[] groups = LongStream.range(0, 90).map(row -> (row * 7) % 13 - 5).toArray();
    for (long seed = 0; seed < 20; seed++) {
      List<Subset> parts = Splits.group(numbers(90), groups, seed, 0.75, 0.25);
      long[] train = groupsOf(parts.get(0), groups);
      long[] held = groupsOf(parts.get(1), groups);
      assertEquals(10, train.length, "a share of the groups");
      assertEquals(3, held.length);
      assertEquals(
          13, LongStream.concat(Arrays.stream(train), Arrays.stream(held)).distinct().count());
      long[] all = parts.stream().flatMapToLong(p -> Arrays.stream(p.indices())).sorted().toArray();
      assertArrayEquals(LongStream.range(0, 90).toArray(), all);
    }
    assertFalse(
        Arrays.equals(
            Splits.group(numbers(90), groups, 1, 0.75, 0.25).get(1).indices(),
            Splits.group(numbers(90), groups, 2, 0.75, 0.25).get(1).indices()));
  }

  private static long[] groupsOf(Subset part, long[] groups) {
    return Arrays.stream(part.indices()).map(row -> groups[(int) row]).distinct().toArray();
  }

  private static String refused(Executable split) {
    return assertThrows(DataException.class, split).getMessage();
  }

  @Test
  void whatCannotBeDividedIsSaid() {
    TensorDataset rare = new TensorDataset(Tensor.arange(5), Tensor.of(new long[] {0, 0, 0, 0, 1}));
    assertEquals(
        "stratified split: the class 1 has 1 row; expected at least 2, one for each part; fix: use"
            + " more rows of it, leave it out, or split at random",
        refused(() -> Splits.stratified(rare, 1, 0.8, 0.2)));
    TensorDataset many =
        new TensorDataset(Tensor.arange(8), Tensor.of(new long[] {0, 0, 1, 1, 2, 2, 3, 3}));
    assertEquals(
        "stratified split: a part of 2 of 8 rows; expected at least 4, one for each class; fix: use"
            + " more rows or another fraction",
        refused(() -> Splits.stratified(many, 1, 0.75, 0.25)));
    assertEquals(
        "stratified split: the targets are float32[5]; expected class indices from 0 on, int64[n];"
            + " fix: targets.to(DType.INT64), or a split that does not look at classes",
        refused(
            () ->
                Splits.stratified(
                    new TensorDataset(Tensor.arange(5), Tensor.zeros(5)), 1, 0.5, 0.5)));
    assertEquals(
        "group split: 1 group, of which the part of 0.25 has none; expected a group for each part;"
            + " fix: use more groups or another fraction",
        refused(() -> Splits.group(numbers(4), new long[4], 1, 0.75, 0.25)));
    assertEquals(
        "group split: groups of 3 rows for 4 rows; expected a group for each row",
        refused(() -> Splits.group(numbers(4), new long[3], 1, 0.75, 0.25)));
    assertEquals(
        "stratified split: fractions [0.5, 0.6] with sum 1.1; expected fractions from 0 to 1 with"
            + " sum 1",
        refused(() -> Splits.stratified(rare, 1, 0.5, 0.6)));
    assertEquals(
        "1 fold of 5 rows; expected at least 2 folds, and a row for each",
        refused(() -> Folds.kFold(rare, 1)));
    assertEquals(
        "6 folds of 5 rows; expected at least 2 folds, and a row for each",
        refused(() -> Folds.kFold(rare, 6, 1)));
    assertEquals(
        "5 stratified folds of classes with at most 4 rows; expected a class with at least 5 rows;"
            + " fix: use fewer folds",
        refused(() -> Folds.stratifiedKFold(rare, 5)));
    assertEquals(
        "3 folds of 2 groups; expected a group for each fold; fix: use fewer folds",
        refused(() -> Folds.groupKFold(rare, new long[] {1, 1, 2, 2, 2}, 3)));
  }
}
