package dev.jacobian.device.host;

import dev.jacobian.shape.Shape;
import java.util.Arrays;

/**
 * How a broadcast operand is read in the order of the space: along each axis with a stride, which
 * is 0 where it is stretched. Axes of size 1 are left out, and neighbours that can be walked as one
 * are merged; along the innermost axis, elements are neighbours or one element repeated.
 */
final class BroadcastRuns {
  private final long[] sizes;
  private final long[] strides;

  BroadcastRuns(long[] all, Shape space) {
    long[] mergedSizes = new long[all.length];
    long[] mergedStrides = new long[all.length];
    int count = 0;
    for (int axis = 0; axis < all.length; axis++) {
      long size = space.dim(axis);
      if (size == 1) {
        continue;
      }
      if (count > 0 && mergedStrides[count - 1] == all[axis] * size) {
        mergedSizes[count - 1] *= size;
        mergedStrides[count - 1] = all[axis];
      } else {
        mergedSizes[count] = size;
        mergedStrides[count] = all[axis];
        count++;
      }
    }
    this.sizes = Arrays.copyOf(mergedSizes, count);
    this.strides = Arrays.copyOf(mergedStrides, count);
  }

  /** Returns after how many positions the elements repeat. */
  long period() {
    long period = 1;
    for (int axis = strides[0] == 0 ? 1 : 0; axis < sizes.length; axis++) {
      period *= sizes[axis];
    }
    return period;
  }

  /**
   * Returns how often each element comes in succession if that is all there is to it, so that
   * position p reads element {@code p / repeats}; else 0.
   */
  long repeats() {
    return sizes.length == 2 && strides[0] == 1 && strides[1] == 0 ? sizes[1] : 0;
  }

  /** Loads the elements at positions {@code [start, start + count)} into a lane. */
  void load(HostBlock source, long start, Lane lane, Object array, int count, Frame frame) {
    int inner = sizes.length - 1;
    long[] index = frame.counters(sizes.length);
    long offset = 0;
    long rest = start;
    for (int axis = inner; axis >= 0; axis--) {
      index[axis] = rest % sizes[axis];
      rest /= sizes[axis];
      offset += index[axis] * strides[axis];
    }
    int done = 0;
    while (done < count) {
      int run = (int) Math.min(sizes[inner] - index[inner], count - done);
      if (strides[inner] == 0) {
        source.load(offset, array, done, 1);
        lane.spread(array, done, run);
      } else {
        source.load(offset, array, done, run);
      }
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
