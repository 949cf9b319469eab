package dev.jacobian.device.host;

/**
 * Some rows and columns of a right operand, copied row by row, and the product of one row with
 * them.
 */
sealed interface MatmulPanel permits FloatPanel, DoublePanel {

  /** Copies rows that lie {@code stride} elements apart. */
  void pack(HostBlock source, int from, int stride, int rows, int columns);

  /** Copies columns that lie {@code stride} elements apart. */
  void packTransposed(HostBlock source, int from, int stride, int rows, int columns);

  /**
   * Adds the product of a row vector and this panel to a part of a row of the output.
   *
   * @param step distance of the vector's elements
   */
  void addProduct(
      HostBlock vector, int from, int step, int rows, HostBlock output, int to, int columns);
}
