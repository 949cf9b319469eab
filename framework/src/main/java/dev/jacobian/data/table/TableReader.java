package dev.jacobian.data.table;

import org.jspecify.annotations.Nullable;

/** Reads the chosen columns of a {@link TableSource}, a chunk of rows at a time. For one thread. */
public interface TableReader extends AutoCloseable {
  /**
   * Reads the next rows.
   *
   * @return how many, or 0 after the last
   * @throws dev.jacobian.shape.JacobianException if they cannot be read; the message names the
   *     source
   */
  int next();

  /**
   * Returns the cells of a column of numbers, booleans or dates. They hold until {@link #next()} is
   * called again; there may be more than rows.
   *
   * @param column place among those that were opened
   * @return a number for each row, NaN where it is missing
   */
  double[] numbers(int column);

  /**
   * Returns the cells of a column of text; as {@link #numbers}.
   *
   * @return a text for each row, null where it is missing
   */
  @Nullable String[] texts(int column);

  /** Returns which share of all rows has been read, as far as that is known; above 0. */
  double share();

  @Override
  void close();
}
