package dev.jacobian.device.host;

/** A panel of double. */
final class DoublePanel implements MatmulPanel {
  private final double[][] panel;
  private final double[] sums;

  DoublePanel(int rows, int columns) {
    this.panel = new double[rows][columns];
    this.sums = new double[columns];
  }

  @Override
  public void pack(HostBlock source, int from, int stride, int rows, int columns) {
    for (int row = 0; row < rows; row++) {
      System.arraycopy(source.array(), from + row * stride, panel[row], 0, columns);
    }
  }

  @Override
  public void packTransposed(HostBlock source, int from, int stride, int rows, int columns) {
    double[] values = (double[]) source.array();
    for (int column = 0; column < columns; column++) {
      int at = from + column * stride;
      for (int row = 0; row < rows; row++) {
        panel[row][column] = values[at + row];
      }
    }
  }

  @Override
  public void addProduct(
      HostBlock vector, int from, int step, int rows, HostBlock output, int to, int columns) {
    double[] factors = (double[]) vector.array();
    System.arraycopy(output.array(), to, sums, 0, columns);
    int row = 0;
    for (; row + 4 <= rows; row += 4) {
      int at = from + row * step;
      addFourRows(
          factors[at],
          panel[row],
          factors[at + step],
          panel[row + 1],
          factors[at + 2 * step],
          panel[row + 2],
          factors[at + 3 * step],
          panel[row + 3],
          sums,
          columns);
    }
    for (; row < rows; row++) {
      addRow(factors[from + row * step], panel[row], sums, columns);
    }
    System.arraycopy(sums, 0, output.array(), to, columns);
  }

  private static void addFourRows(
      double f0,
      double[] r0,
      double f1,
      double[] r1,
      double f2,
      double[] r2,
      double f3,
      double[] r3,
      double[] sums,
      int columns) {
    for (int j = 0; j < columns; j++) {
      sums[j] += f0 * r0[j] + f1 * r1[j] + f2 * r2[j] + f3 * r3[j];
    }
  }

  private static void addRow(double factor, double[] row, double[] sums, int columns) {
    for (int j = 0; j < columns; j++) {
      sums[j] += factor * row[j];
    }
  }
}
