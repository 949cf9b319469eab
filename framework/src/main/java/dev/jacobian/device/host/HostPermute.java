package dev.jacobian.device.host;

import dev.jacobian.device.Operand;

/**
 * Reorders axes; where neighbours of the input lie apart in the output, in tiles that the cache
 * holds.
 */
final class HostPermute {
  private static final int TILE = 32;

  private final HostBlock source;
  private final HostBlock target;
  private final int[] sizes;
  private final int[] sourceStrides;
  private final int[] targetStrides;

  private HostPermute(Operand input, int[] permutation, Operand output) {
    this.source = HostBlock.of(input);
    this.target = HostBlock.of(output);
    long[] inputStrides = input.shape().strides();
    long[] outputStrides = output.shape().strides();
    int rank = permutation.length;
    int[] axes = innerAxes(permutation);
    this.sizes = new int[rank];
    this.sourceStrides = new int[rank];
    this.targetStrides = new int[rank];
    for (int i = 0; i < rank; i++) {
      sizes[i] = (int) output.shape().dim(axes[i]);
      sourceStrides[i] = (int) inputStrides[permutation[axes[i]]];
      targetStrides[i] = (int) outputStrides[axes[i]];
    }
  }

  /**
   * Returns the order in which the output's axes are walked: as they are, but second to last the
   * one along which the input is contiguous, so that it makes tiles with the last.
   */
  private static int[] innerAxes(int[] permutation) {
    int rank = permutation.length;
    int[] axes = new int[rank];
    int contiguous = rank - 1;
    for (int i = 0; i < rank; i++) {
      axes[i] = i;
      contiguous = permutation[i] == rank - 1 ? i : contiguous;
    }
    if (contiguous < rank - 1) {
      System.arraycopy(axes, contiguous + 1, axes, contiguous, rank - 2 - contiguous);
      axes[rank - 2] = contiguous;
    }
    return axes;
  }

  static void run(Operand input, int[] permutation, Operand output) {
    if (output.shape().size() == 0) {
      return;
    }
    int rank = permutation.length;
    if (rank == 0 || permutation[rank - 1] == rank - 1) {
      new HostPermute(input, permutation, output).copyRuns(0, 0, 0);
    } else {
      new HostPermute(input, permutation, output).copyTiles(0, 0, 0);
    }
  }

  private void copyRuns(int axis, int from, int at) {
    if (axis >= sizes.length - 1) {
      target.copy(source, from, 1, at, 1, sizes.length == 0 ? 1 : sizes[axis]);
      return;
    }
    for (int i = 0; i < sizes[axis]; i++) {
      copyRuns(axis + 1, from + i * sourceStrides[axis], at + i * targetStrides[axis]);
    }
  }

  private void copyTiles(int axis, int from, int at) {
    if (axis < sizes.length - 2) {
      for (int i = 0; i < sizes[axis]; i++) {
        copyTiles(axis + 1, from + i * sourceStrides[axis], at + i * targetStrides[axis]);
      }
      return;
    }
    for (int row = 0; row < sizes[axis]; row += TILE) {
      int rowEnd = Math.min(sizes[axis], row + TILE);
      for (int column = 0; column < sizes[axis + 1]; column += TILE) {
        int count = Math.min(TILE, sizes[axis + 1] - column);
        int step = sourceStrides[axis + 1];
        for (int i = row; i < rowEnd; i++) {
          int tileFrom = from + i * sourceStrides[axis] + column * step;
          target.copy(source, tileFrom, step, at + i * targetStrides[axis] + column, 1, count);
        }
      }
    }
  }
}
