package dev.jacobian.tensor;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.jacobian.compile.Compiled;
import dev.jacobian.compile.NeedsCompiler;
import dev.jacobian.shape.DType;
import dev.jacobian.shape.ShapeException;
import java.util.Arrays;
import java.util.Comparator;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** Orders of long lines, against Java's; values and gradients are in {@link GoldensTest}. */
class SortingTest {
  private static final int SIZE = 3000;

  /** Numbers of which many are equal, in three columns. */
  private static Tensor numbers(DType dtype, double scale) {
    SplittableRandom random = new SplittableRandom(3);
    double[] values =
        random.ints(3L * SIZE, -400, 400).mapToDouble(i -> i == 7 ? Double.NaN : i).toArray();
    return Tensor.of(values, SIZE, 3).mul(scale).to(dtype);
  }

  private static long[] order(double[] line, boolean isDescending) {
    Comparator<Double> rising = Double::compare;
    return LongStream.range(0, line.length)
        .boxed()
        .sorted(
            Comparator.comparing(
                i -> line[(int) (long) i], isDescending ? rising.reversed() : rising))
        .mapToLong(Long::longValue)
        .toArray();
  }

  @Test
  void linesOfEachTypeAreSorted() {
    for (DType dtype : DType.values()) {
      for (double scale : new double[] {1, dtype.isFloating() ? 1e-30 : 1L << 22}) {
        Tensor x = numbers(dtype, scale);
        for (boolean isDescending : new boolean[] {false, true}) {
          Tensor found = x.argsort(0, isDescending);
          for (int column = 0; column < 3; column++) {
            // A zero has no sign here.
            double[] line = x.select(1, column).toDoubleArray();
            long[] expected = order(Arrays.stream(line).map(v -> v + 0.0).toArray(), isDescending);
            assertArrayEquals(expected, found.select(1, column).toLongArray(), dtype.toString());
            long[] few = x.topk(20, 0, isDescending).indices().select(1, column).toLongArray();
            assertArrayEquals(Arrays.copyOf(expected, 20), few, dtype.toString());
          }
        }
      }
    }
  }

  @Test
  void integersOfTheWholeRangeAreSorted() {
    long[] values = new SplittableRandom(5).longs(300).toArray();
    values[7] = Long.MIN_VALUE;
    values[40] = Long.MAX_VALUE;
    values[41] = Long.MIN_VALUE;
    values[200] = 0;
    long[] expected =
        LongStream.range(0, values.length)
            .boxed()
            .sorted(Comparator.comparing(i -> values[(int) (long) i]))
            .mapToLong(Long::longValue)
            .toArray();
    assertArrayEquals(expected, Tensor.of(values).argsort(0, false).toLongArray());
  }

  /** Enough lines for several threads, which begin and end anywhere. */
  @Test
  void manyLinesAreSortedEachByItself() {
    Tensor x = Tensor.randn(new Generator(1), 7, 100, 301).mul(10).round();
    for (int axis = 0; axis < 3; axis++) {
      Tensor lines = x.transpose(axis, 2).contiguous();
      Tensor found = x.argsort(axis, true).transpose(axis, 2).contiguous();
      Tensor few = x.topk(5, axis, true).indices().transpose(axis, 2).contiguous();
      int size = (int) lines.size(2);
      for (int line = 0; line < lines.size() / size; line++) {
        int row = line;
        UnaryOperator<Tensor> ofLine = all -> all.reshape(-1, all.size(2)).select(0, row);
        double[] values = ofLine.apply(lines).toDoubleArray();
        long[] expected = order(Arrays.stream(values).map(v -> v + 0.0).toArray(), true);
        assertArrayEquals(expected, ofLine.apply(found).toLongArray());
        assertArrayEquals(Arrays.copyOf(expected, 5), ofLine.apply(few).toLongArray());
      }
    }
  }

  @Test
  void noMoreThanThereAreAreFound() {
    assertEquals(
        "topk: the first 4 of axis 1 of [2, 3]; expected 0 to 3",
        assertThrows(ShapeException.class, () -> Tensor.ones(2, 3).topk(4, 1, true)).getMessage());
    assertEquals(0, Tensor.ones(2, 3).topk(0, 1, true).values().size());
  }

  @Test
  @NeedsCompiler
  void compiledFunctionsSortAnewInEachRun() {
    Compiled sorted = Compiled.function(t -> t[0].sort(0, true).values().cumprod(0));
    for (int run = 0; run < 3; run++) {
      Tensor x = Tensor.randn(5, 2);
      assertArrayEquals(
          x.sort(0, true).values().cumprod(0).toFloatArray(), sorted.run(x).toFloatArray());
    }
    Generator generator = new Generator(5);
    Compiled permutation = Compiled.function(t -> t[0].add(Tensor.randperm(generator, 9)));
    Tensor none = Tensor.arange(9).mul(0);
    long[] first = permutation.run(none).toLongArray();
    long[] second = permutation.run(none).toLongArray();
    assertFalse(Arrays.equals(first, second));
    Generator again = new Generator(5);
    assertArrayEquals(Tensor.randperm(again, 9).toLongArray(), first);
    assertArrayEquals(Tensor.randperm(again, 9).toLongArray(), second);
  }
}
