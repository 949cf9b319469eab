package dev.jacobian.device.host.loop;

import dev.jacobian.device.DataChecks;
import dev.jacobian.device.host.memory.HostBlock;
import dev.jacobian.device.host.memory.Lane;
import dev.jacobian.kernel.Bound;
import dev.jacobian.kernel.Gather;
import dev.jacobian.kernel.IndexMap;
import dev.jacobian.kernel.java.FoldBody;
import dev.jacobian.shape.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How the elements of a map are walked in the order of the space: in runs along the innermost axis.
 * Axes of size 1 are left out, and neighbours that can be walked as one are merged.
 */
final class MapRuns {
  private final long[] sizes;

  /** How each index along an axis moves the element, then the index of each bound. */
  private final long[][] factors;

  /** Where the element and the index of each bound begin. */
  private final long[] starts;

  /** For each bound the number of indices. */
  private final long[] limits;

  private final double fill;
  private final @Nullable Gather gather;

  /** Whether the index of the gather is one along a run. */
  private final boolean isRowGather;

  private MapRuns(
      long[] sizes,
      long[][] factors,
      long[] starts,
      long[] limits,
      double fill,
      @Nullable Gather gather,
      boolean isRowGather) {
    this.sizes = sizes;
    this.factors = factors;
    this.starts = starts;
    this.limits = limits;
    this.fill = fill;
    this.gather = gather;
    this.isRowGather = isRowGather;
  }

  /** Returns the runs of a map without a gather. */
  static MapRuns of(IndexMap map, Shape space) {
    return of(map, space, null, null);
  }

  /**
   * Returns the runs of a map.
   *
   * @param indices the map of the gather's index if that is read through a map alone, else null
   */
  static MapRuns of(
      IndexMap map, Shape space, @Nullable Gather gather, @Nullable IndexMap indices) {
    List<List<Long>> forms = new ArrayList<>();
    forms.add(map.strides());
    map.bounds().forEach(bound -> forms.add(bound.coefficients()));
    int own = forms.size();
    if (indices != null) {
      forms.add(indices.strides());
    }
    int rank = space.rank();
    long[] sizes = new long[rank];
    long[][] merged = new long[forms.size()][rank];
    int count = 0;
    for (int axis = 0; axis < rank; axis++) {
      long size = space.dim(axis);
      if (size == 1) {
        continue;
      }
      boolean isOne = count > 0;
      for (int form = 0; form < merged.length && isOne; form++) {
        isOne = merged[form][count - 1] == forms.get(form).get(axis) * size;
      }
      count -= isOne ? 1 : 0;
      sizes[count] = isOne ? sizes[count] * size : size;
      for (int form = 0; form < merged.length; form++) {
        merged[form][count] = forms.get(form).get(axis);
      }
      count++;
    }
    if (count == 0) {
      sizes = new long[] {1};
      merged = new long[forms.size()][1];
      count = 1;
    }
    long[][] factors = new long[own][];
    for (int form = 0; form < own; form++) {
      factors[form] = Arrays.copyOf(merged[form], count);
    }
    long[] starts = new long[own];
    long[] limits = new long[own];
    starts[0] = map.offset();
    for (int i = 0; i < map.bounds().size(); i++) {
      Bound bound = map.bounds().get(i);
      starts[i + 1] = bound.start();
      limits[i + 1] = bound.size();
    }
    boolean isRowGather = indices != null && merged[own][count - 1] == 0;
    return new MapRuns(
        Arrays.copyOf(sizes, count), factors, starts, limits, map.fill(), gather, isRowGather);
  }

  /** Returns after how many positions the elements repeat; the size of the space if they do not. */
  long period() {
    boolean isRepeated = gather == null;
    for (long[] form : factors) {
      isRepeated &= form[0] == 0;
    }
    long period = 1;
    for (int axis = isRepeated ? 1 : 0; axis < sizes.length; axis++) {
      period *= sizes[axis];
    }
    return period;
  }

  /** Returns how many positions a run has. */
  long length() {
    return sizes[sizes.length - 1];
  }

  /** Returns whether element 0 is read at every position. */
  boolean isSingle() {
    boolean isPlain = factors.length == 1 && gather == null && starts[0] == 0;
    return isPlain && sizes.length == 1 && factors[0][0] == 0;
  }

  /**
   * Returns how often each element comes in succession if that is all there is to it, so that
   * position p reads element {@code p / repeats}; else 0.
   */
  long repeats() {
    long[] strides = factors[0];
    boolean isPlain = factors.length == 1 && gather == null && starts[0] == 0;
    return isPlain && sizes.length == 2 && strides[0] == 1 && strides[1] == 0 ? sizes[1] : 0;
  }

  /**
   * Loads the elements at positions {@code [start, start + count)} into a lane.
   *
   * @param indices the indices of the gather at these positions; not looked at without one
   */
  void load(
      HostBlock source,
      long start,
      Lane lane,
      Object array,
      int count,
      Frame frame,
      @Nullable Object indices) {
    int inner = sizes.length - 1;
    long[] index = frame.counters(sizes.length);
    place(index, start);
    long stride = factors[0][inner];
    int done = 0;
    while (done < count) {
      int run = (int) Math.min(sizes[inner] - index[inner], count - done);
      long offset = value(0, index);
      long inside = inside(index, run);
      int from = done + (int) (inside >>> Integer.SIZE);
      int to = done + (int) inside;
      if (to - from < run) {
        lane.fill(array, done, from - done, fill);
        lane.fill(array, to, done + run - to, fill);
      }
      if (from < to) {
        loadRun(
            source, offset + (from - done) * stride, stride, lane, array, from, to - from, indices);
      }
      done += run;
      index[inner] += run;
      carry(index);
    }
  }

  private void loadRun(
      HostBlock source,
      long offset,
      long stride,
      Lane lane,
      Object array,
      int at,
      int count,
      @Nullable Object indices) {
    if (gather != null && !isRowGather) {
      long[] entries = (long[]) Objects.requireNonNull(indices);
      for (int i = 0; i < count; i++) {
        long entry = checked(gather, entries[at + i]);
        source.load(offset + i * stride + entry * gather.stride(), array, at + i, 1);
      }
      return;
    }
    long first = offset;
    if (gather != null) {
      long[] entries = (long[]) Objects.requireNonNull(indices);
      first += checked(gather, entries[at]) * gather.stride();
    }
    if (stride == 1) {
      source.load(first, array, at, count);
    } else if (stride == 0) {
      source.load(first, array, at, 1);
      lane.spread(array, at, count);
    } else {
      source.load(first, stride, array, at, count);
    }
  }

  /** Stores a lane's values at the elements of positions {@code [start, start + count)}. */
  void store(HostBlock target, long start, Object array, int count, Frame frame) {
    int inner = sizes.length - 1;
    long[] index = frame.counters(sizes.length);
    place(index, start);
    long stride = factors[0][inner];
    int done = 0;
    while (done < count) {
      int run = (int) Math.min(sizes[inner] - index[inner], count - done);
      long inside = inside(index, run);
      int from = (int) (inside >>> Integer.SIZE);
      int to = (int) inside;
      if (from < to) {
        long first = value(0, index) + from * stride;
        if (stride == 1) {
          target.store(array, done + from, first, to - from);
        } else {
          target.store(array, done + from, first, stride, to - from);
        }
      }
      done += run;
      index[inner] += run;
      carry(index);
    }
  }

  /**
   * Adds a lane's values to elements, one after the other.
   *
   * @param adding adds values of the lane
   * @param indices of the gather at these positions
   */
  void add(
      HostBlock target,
      long start,
      Lane lane,
      FoldBody adding,
      Object array,
      int count,
      Frame frame,
      long[] indices) {
    Gather entries = Objects.requireNonNull(gather);
    long[] index = frame.counters(sizes.length);
    int inner = sizes.length - 1;
    place(index, start);
    long stride = factors[0][inner];
    int done = 0;
    while (done < count) {
      int run = (int) Math.min(sizes[inner] - index[inner], count - done);
      long inside = inside(index, run);
      int from = (int) (inside >>> Integer.SIZE);
      int to = (int) inside;
      for (int i = done + from; i < done + to; i++) {
        checked(entries, indices[i]);
      }
      long first = value(0, index) + from * stride;
      if (target.addsElements()) {
        target.add(
            first, stride, indices, done + from, entries.stride(), array, done + from, to - from);
      } else {
        addEach(
            target, first, stride, entries, lane, adding, array, done + from, to - from, indices);
      }
      done += run;
      index[inner] += run;
      carry(index);
    }
  }

  private static void addEach(
      HostBlock target,
      long first,
      long step,
      Gather entries,
      Lane lane,
      FoldBody adding,
      Object array,
      int from,
      int count,
      long[] indices) {
    Object sum = lane.newArray(1);
    Object value = lane.newArray(1);
    for (int i = 0; i < count; i++) {
      long element = first + i * step + indices[from + i] * entries.stride();
      target.load(element, sum, 0, 1);
      System.arraycopy(array, from + i, value, 0, 1);
      adding.combine(sum, value, 1);
      target.store(sum, 0, element, 1);
    }
  }

  private static long checked(Gather gather, long entry) {
    if (entry < 0 || entry >= gather.size()) {
      throw DataChecks.outside(entry, gather.size());
    }
    return entry;
  }

  /** Sets the indices along all axes of a position. */
  private void place(long[] index, long position) {
    long rest = position;
    for (int axis = sizes.length - 1; axis >= 0; axis--) {
      index[axis] = rest % sizes[axis];
      rest /= sizes[axis];
    }
  }

  /** Goes to the next row if the innermost index is at its end. */
  private void carry(long[] index) {
    for (int axis = sizes.length - 1; axis > 0 && index[axis] == sizes[axis]; axis--) {
      index[axis] = 0;
      index[axis - 1]++;
    }
  }

  private long value(int form, long[] index) {
    long value = starts[form];
    for (int axis = 0; axis < sizes.length; axis++) {
      value += factors[form][axis] * index[axis];
    }
    return value;
  }

  /**
   * Returns the part of a run that lies inside of all bounds: its begin, and in 32 bits its end.
   */
  private long inside(long[] index, int run) {
    long from = 0;
    long to = run;
    for (int form = 1; form < factors.length; form++) {
      long first = value(form, index);
      long factor = factors[form][sizes.length - 1];
      long last = limits[form] - 1;
      if (factor == 0) {
        to = first < 0 || first > last ? from : to;
      } else if (factor > 0) {
        from = Math.max(from, -Math.floorDiv(first, factor));
        to = Math.min(to, Math.floorDiv(last - first, factor) + 1);
      } else {
        from = Math.max(from, -Math.floorDiv(last - first, -factor));
        to = Math.min(to, Math.floorDiv(first, -factor) + 1);
      }
    }
    from = Math.min(from, run);
    return from << Integer.SIZE | Math.max(from, Math.max(0, to));
  }
}
