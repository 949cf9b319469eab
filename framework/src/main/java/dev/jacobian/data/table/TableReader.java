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
   * Returns the cells of the rows, of the columns that were opened. They hold until {@link #next()}
   * is called again; there may be more than rows.
   */
  TableChunk chunk();

  /** Returns the numbers of {@link #chunk()}. */
  default double[] numbers(int column) {
    return chunk().numbers(column);
  }

  /** Returns the texts of {@link #chunk()}. */
  default @Nullable String[] texts(int column) {
    return chunk().texts(column);
  }

  /** Returns which share of all rows has been read, as far as that is known; above 0. */
  double share();

  @Override
  void close();
}
