package dev.jacobian.device.host;

import dev.jacobian.device.Operand;
import dev.jacobian.device.host.blas.HostMatmul;
import dev.jacobian.device.host.loop.HostEngine;
import dev.jacobian.shape.Layout;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;

/** The half of a symmetric product that is not computed. */
final class Mirror {
  private Mirror() {}

  /**
   * Copies what is right of the diagonal to below it.
   *
   * @param matrices of which strips of rows were computed from the diagonal on
   */
  static void belowDiagonal(HostEngine engine, Operand matrices, int strips) {
    if (strips == 1) {
      return;
    }
    int size = (int) matrices.shape().dim(-1);
    int column = matrices.shape().rank() - 1;
    int row = column - 1;
    List<Integer> turned = new ArrayList<>(IntStream.rangeClosed(0, column).boxed().toList());
    Collections.swap(turned, row, column);
    for (int strip = 0; strip < strips; strip++) {
      int top = HostMatmul.edge(size, strips, strip);
      int end = HostMatmul.edge(size, strips, strip + 1);
      Layout rows = matrices.layout().slice(row, top, end - top, 1);
      Layout right = rows.slice(column, end, size - end, 1);
      Layout columns = matrices.layout().slice(column, top, end - top, 1);
      Layout below = columns.slice(row, end, size - end, 1);
      StridedCopy.run(engine, matrices.at(right.permute(turned)), matrices.at(below));
    }
  }
}
