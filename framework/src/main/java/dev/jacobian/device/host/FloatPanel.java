package dev.jacobian.device.host;

/** A panel of float. */
final class FloatPanel implements MatmulPanel {
  private final float[][] panel;
  private final float[] sums;

  FloatPanel(int rows, int columns) {
    this.panel = new float[rows][columns];
    this.sums = new float[columns];
  }

  @Override
  public void pack(HostBlock source, int from, int stride, int rows, int columns) {
    for (int row = 0; row < rows; row++) {
      System.arraycopy(source.array(), from + row * stride, panel[row], 0, columns);
    }
  }

  @Override
  public void packTransposed(HostBlock source, int from, int stride, int rows, int columns) {
    float[] values = (float[]) source.array();
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
    float[] factors = (float[]) vector.array();
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
      float f0,
      float[] r0,
      float f1,
      float[] r1,
      float f2,
      float[] r2,
      float f3,
      float[] r3,
      float[] sums,
      int columns) {
    for (int j = 0; j < columns; j++) {
      sums[j] += f0 * r0[j] + f1 * r1[j] + f2 * r2[j] + f3 * r3[j];
    }
  }

  private static void addRow(float factor, float[] row, float[] sums, int columns) {
    for (int j = 0; j < columns; j++) {
      sums[j] += factor * row[j];
    }
  }
}
