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
}
