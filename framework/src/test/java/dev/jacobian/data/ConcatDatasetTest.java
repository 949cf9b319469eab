package dev.jacobian.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.jacobian.shape.DType;
import dev.jacobian.shape.DataException;
import dev.jacobian.tensor.Tensor;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** Several data sets as one, in batches of rows from anywhere. */
class ConcatDatasetTest {
  private static Dataset rows(long from, long to) {
    long[] numbers = LongStream.range(from, to).toArray();
    Tensor targets = Tensor.of(numbers);
    return new TensorDataset(targets.to(DType.FLOAT32).unsqueeze(1), targets);
  }

  @Test
  void batchesHaveRowsOfAllInTheOrderThatIsAskedFor() {
    Dataset all = new ConcatDataset(List.of(rows(0, 3), rows(3, 3), rows(3, 4), rows(4, 9)));
    assertEquals(9, all.size());
    long[] wanted = {8, 0, 3, 4, 2, 8};
    Batch batch = all.gather(wanted);
    assertArrayEquals(wanted, batch.targets().toLongArray());
    assertArrayEquals(new float[] {8, 0, 3, 4, 2, 8}, batch.inputs().flatten().toFloatArray());
    for (long row = 0; row < 9; row++) {
      assertArrayEquals(new long[] {row}, all.gather(new long[] {row}).targets().toLongArray());
    }
    assertEquals(0, all.gather(new long[0]).size());
  }

  @Test
  void lengthsAndClassesAreThoseOfTheParts() {
    Dataset named =
        new Dataset() {
          @Override
          public long size() {
            return 2;
          }

          @Override
          public List<String> classNames() {
            return List.of("a", "b");
          }

          @Override
          public int length(long index) {
            return 10 + (int) index;
          }

          @Override
          public Batch gather(long[] indices) {
            return rows(0, 2).gather(indices);
          }
        };
    Dataset all = new ConcatDataset(List.of(named, named));
    assertEquals(11, all.length(3));
    assertEquals(10, all.length(2));
    assertEquals(List.of("a", "b"), all.classNames());
    assertError(
        "concat: data set 1 has the classes []; expected those of the first one, [a, b]",
        () -> new ConcatDataset(List.of(named, rows(0, 1))));
  }

  @Test
  void mistakesAreNamed() {
    assertError("concat: no data sets; expected at least one", () -> new ConcatDataset(List.of()));
    Dataset wide = new TensorDataset(Tensor.zeros(2, 3), Tensor.of(new long[] {0, 1}));
    Dataset all = new ConcatDataset(List.of(rows(0, 2), wide));
    assertError(
        "concat: rows of inputs [float32[3]] and targets [int64[]]; expected those of another of"
            + " the data sets, [float32[1]] and [int64[]]",
        () -> all.gather(new long[] {0, 3}));
    assertError(
        "gather: index 4 at position 0 is outside axis 0 of size 4; expected indices from 0 to 3",
        () -> all.gather(new long[] {4}));
  }

  private static void assertError(String expected, Runnable call) {
    assertEquals(expected, assertThrows(DataException.class, call::run).getMessage());
  }
}
