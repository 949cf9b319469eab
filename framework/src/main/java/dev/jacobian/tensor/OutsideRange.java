package dev.jacobian.tensor;

import dev.jacobian.autograd.Recording;
import dev.jacobian.shape.DataException;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * A number among data that is outside of {@code [0, size)}, where it is an index: what an error
 * about it needs, in the words of whoever asked for the number.
 *
 * @param number the first such number
 * @param position its place among all
 * @param count how many there are
 * @param seen the error of the kernel that met it
 */
public record OutsideRange(long number, int position, int count, DataException seen) {
  /**
   * Returns what looks something up, in runs of compiled functions too.
   *
   * @param numbers int64, the indices
   * @param size how many entries there are
   * @param lookup uses the indices
   * @param words makes the error
   * @throws DataException of these words if an index is outside
   */
  public static Tensor explain(
      Tensor numbers,
      long size,
      Supplier<Tensor> lookup,
      Function<OutsideRange, DataException> words) {
    try {
      return lookup.get();
    } catch (DataException e) {
      // The backend has seen an index outside; the numbers say which one.
      long[] values = Recording.outside(numbers::toLongArray);
      for (int i = 0; i < values.length; i++) {
        if (values[i] < 0 || values[i] >= size) {
          throw words.apply(new OutsideRange(values[i], i, values.length, e));
        }
      }
      throw e;
    }
  }

  /**
   * Returns numbers as they are, having looked each of them up among those from 0 on: a kernel
   * cannot refuse a value in another way.
   *
   * @param numbers int64 {@code [n]}
   * @throws DataException of these words if a number is outside of {@code [0, size)}
   */
  public static Tensor check(
      Tensor numbers, long size, Function<OutsideRange, DataException> words) {
    return explain(
        numbers,
        size,
        () -> Tensor.arange(size).to(numbers.device()).indexSelect(0, numbers),
        words);
  }

  /** Returns where the number is, such as {@code label 9 at position 1 of 4}. */
  public String place(String name) {
    return name + " " + number + " at position " + position + " of " + count;
  }
}
