package dev.jacobian.device.host;

import dev.jacobian.device.Operand;
import dev.jacobian.shape.DType;
import dev.jacobian.shape.DTypeException;
import dev.jacobian.shape.Shape;

/**
 * Multiplies matrices in the order i, k, j: rows of the right operand are scaled and added to rows
 * of the output, which are loops over neighbours. The right operand is taken in panels that stay in
 * the second-level cache.
 */
final class HostMatmul {
  private static final int PANEL_ROWS = 128;
  private static final int PANEL_COLUMNS = 512;

  private HostMatmul() {}

  static void run(Operand a, boolean transposeA, Operand b, boolean transposeB, Operand output) {
    DType dtype = output.dtype();
    if (!dtype.isFloating()) {
      throw new DTypeException("matmul of " + dtype + " operands", "float32 or float64");
    }
    Shape shape = output.shape();
    if (shape.size() == 0) {
      return;
    }
    int m = (int) shape.dim(-2);
    int n = (int) shape.dim(-1);
    int k = (int) a.shape().dim(transposeA ? -2 : -1);
    HostBlock left = HostBlock.of(a);
    HostBlock right = HostBlock.of(b);
    HostBlock result = HostBlock.of(output);
    result.fill(0, (int) shape.size(), 0);
    int height = Math.min(PANEL_ROWS, k);
    int width = Math.min(PANEL_COLUMNS, n);
    MatmulPanel panel =
        dtype == DType.FLOAT32 ? new FloatPanel(height, width) : new DoublePanel(height, width);
    int batches = (int) shape.product(0, shape.rank() - 2);
    for (int batch = 0; batch < batches; batch++) {
      for (int row = 0; row < k; row += PANEL_ROWS) {
        int rows = Math.min(PANEL_ROWS, k - row);
        for (int column = 0; column < n; column += PANEL_COLUMNS) {
          int columns = Math.min(PANEL_COLUMNS, n - column);
          int bAt = batch * k * n;
          if (transposeB) {
            panel.packTransposed(right, bAt + column * k + row, k, rows, columns);
          } else {
            panel.pack(right, bAt + row * n + column, n, rows, columns);
          }
          for (int i = 0; i < m; i++) {
            int from = batch * m * k + (transposeA ? row * m + i : i * k + row);
            int to = (batch * m + i) * n + column;
            panel.addProduct(left, from, transposeA ? m : 1, rows, result, to, columns);
          }
        }
      }
    }
  }
}
