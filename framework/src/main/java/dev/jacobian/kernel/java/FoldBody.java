package dev.jacobian.kernel.java;

/**
 * The loops of a reduction as compiled code, for elements that lie in arrays of one type: {@code
 * float[]}, {@code double[]} or {@code long[]}. Totals lie in {@code double[]} for floating point,
 * else in {@code long[]}. {@link dev.jacobian.kernel.Store.Reduce} has the order of sums.
 */
public interface FoldBody {
  /** Combines elements {@code [0, count)} of two arrays, in the elements' type, into the first. */
  void combine(Object elements, Object others, int count);

  /**
   * Combines runs of neighbours, at least one each, and puts each of them into a total of its own.
   *
   * @param from the first element of the first run
   * @param length the number of elements of a run
   * @param at the total of the first run
   */
  void foldRuns(Object elements, int from, int length, int runs, Object totals, int at);

  /** Combines runs as {@link #foldRuns} does, and each of them into what its total is already. */
  void addRuns(Object elements, int from, int length, int runs, Object totals, int at);

  /**
   * Combines rows, one after the other, into a row of totals.
   *
   * @param from the first element of the first row
   * @param width the number of elements of a row
   * @param column the total of a row's first element
   */
  void addRows(Object elements, int from, int rows, int width, Object totals, int column);

  /**
   * Replaces elements by the total up to each, rounded to their type; the total is number 0.
   *
   * @param step from one element to the next, 1 or -1
   */
  void scanRun(Object elements, int from, int step, int count, Object totals);

  /** Combines elements {@code [0, count)} into as many totals, and replaces each by its total. */
  void scanRow(Object elements, int count, Object totals);
}
