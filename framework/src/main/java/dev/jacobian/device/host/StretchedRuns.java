package dev.jacobian.device.host;

import dev.jacobian.shape.Broadcasting;
import dev.jacobian.shape.Shape;
import java.util.Arrays;

/**
 * Reads a broadcast operand in the order of the output: along the innermost axis it is either
 * contiguous or one element repeated, so that it comes in runs.
 */
final class StretchedRuns {
  private final int[] sizes;
  private final int[] strides;

  /**
   * Aligns {@code from} with {@code to}, and merges neighbouring axes that can be walked as one.
   */
  StretchedRuns(Shape from, Shape to) {
    long[] all = Broadcasting.strides(from, to);
    int[] mergedSizes = new int[to.rank()];
    int[] mergedStrides = new int[to.rank()];
    int count = 0;
    for (int axis = 0; axis < to.rank(); axis++) {
      int size = (int) to.dim(axis);
      int stride = (int) all[axis];
      if (size == 1) {
        continue;
      }
      if (count > 0 && mergedStrides[count - 1] == stride * size) {
        mergedSizes[count - 1] *= size;
        mergedStrides[count - 1] = stride;
      } else {
        mergedSizes[count] = size;
        mergedStrides[count] = stride;
        count++;
      }
    }
    this.sizes = Arrays.copyOf(mergedSizes, count);
    this.strides = Arrays.copyOf(mergedStrides, count);
  }

  /**
   * Loads the elements at output positions {@code [start, start + count)} into the beginning of a
   * lane.
   */
  void load(HostBlock source, int start, Object lane, int count) {
    int inner = sizes.length - 1;
    int[] index = new int[sizes.length];
    int offset = 0;
    int rest = start;
    for (int axis = inner; axis >= 0; axis--) {
      index[axis] = rest % sizes[axis];
      rest /= sizes[axis];
      offset += index[axis] * strides[axis];
    }
    int done = 0;
    while (done < count) {
      int run = Math.min(sizes[inner] - index[inner], count - done);
      source.load(offset, strides[inner], lane, done, run);
      done += run;
      index[inner] += run;
      offset += run * strides[inner];
      for (int axis = inner; axis > 0 && index[axis] == sizes[axis]; axis--) {
        offset += strides[axis - 1] - sizes[axis] * strides[axis];
        index[axis] = 0;
        index[axis - 1]++;
      }
    }
  }
}
