package dev.jacobian.device.host;

import dev.jacobian.kernel.IndexMap;
import dev.jacobian.shape.Broadcasting;
import dev.jacobian.shape.DType;
import dev.jacobian.shape.Shape;
import java.util.Arrays;

/**
 * How an input is read at a run of positions of a kernel's space. What is the same for each block
 * of positions is loaded once, when a part of the work begins.
 */
abstract sealed class Source {
  /** The type of array that elements are loaded into. */
  final Lane lane;

  private Source(Lane lane) {
    this.lane = lane;
  }

  private static final Source[] UNREAD = new Source[Lane.COUNT];
  private static final Source[] WHOLE = new Source[Lane.COUNT];
  private static final Source[] SINGLE = new Source[Lane.COUNT];

  static {
    for (Lane lane : Lane.all()) {
      UNREAD[lane.index()] = new Unread(lane);
      WHOLE[lane.index()] = new Whole(lane);
      SINGLE[lane.index()] = new Single(lane);
    }
  }

  /** Returns the way of an input that no expression reads. */
  static Source unread(DType dtype) {
    return UNREAD[Lane.of(dtype).index()];
  }

  /**
   * Returns how an input is read.
   *
   * @param shape of as many elements as the space has, or broadcastable to it
   */
  static Source of(Shape shape, DType dtype, Shape space) {
    Lane lane = Lane.of(dtype);
    if (shape.size() == space.size()) {
      return WHOLE[lane.index()];
    }
    if (shape.size() == 1) {
      return SINGLE[lane.index()];
    }
    return of(new BroadcastRuns(Broadcasting.strides(shape, space), space), lane);
  }

  /** Returns how an input is read through a map. */
  static Source of(IndexMap map, DType dtype, Shape space) {
    Lane lane = Lane.of(dtype);
    if (map.isRowMajor(space)) {
      return WHOLE[lane.index()];
    }
    long[] strides = map.strides().stream().mapToLong(Long::longValue).toArray();
    return Arrays.stream(strides).allMatch(stride -> stride == 0)
        ? SINGLE[lane.index()]
        : of(new BroadcastRuns(strides, space), lane);
  }

  private static Source of(BroadcastRuns runs, Lane lane) {
    if (runs.period() <= Frame.BLOCK) {
      return new Pattern(lane, runs);
    }
    return runs.repeats() > 0 ? new Repeated(lane, runs.repeats()) : new Stretched(lane, runs);
  }

  /**
   * Returns the number of positions of which blocks should be a multiple: where the walk over the
   * input begins anew.
   */
  abstract long period();

  /** Loads what is the same in every block of up to {@code length} positions. */
  abstract void begin(HostBlock block, Object array, int length, Frame frame);

  /** Loads the elements at positions {@code [start, start + count)}. */
  abstract void load(HostBlock block, long start, Object array, int count, Frame frame);

  /** An input whose elements nobody asks for. */
  private static final class Unread extends Source {
    Unread(Lane lane) {
      super(lane);
    }

    @Override
    long period() {
      return 1;
    }

    @Override
    void begin(HostBlock block, Object array, int length, Frame frame) {}

    @Override
    void load(HostBlock block, long start, Object array, int count, Frame frame) {}
  }

  /** An input with an element for each position. */
  private static final class Whole extends Source {
    Whole(Lane lane) {
      super(lane);
    }

    @Override
    long period() {
      return 1;
    }

    @Override
    void begin(HostBlock block, Object array, int length, Frame frame) {}

    @Override
    void load(HostBlock block, long start, Object array, int count, Frame frame) {
      block.load(start, array, 0, count);
    }
  }

  /** An input of one element. */
  private static final class Single extends Source {
    Single(Lane lane) {
      super(lane);
    }

    @Override
    long period() {
      return 1;
    }

    @Override
    void begin(HostBlock block, Object array, int length, Frame frame) {
      block.load(0, array, 0, 1);
      lane.spread(array, 0, length);
    }

    @Override
    void load(HostBlock block, long start, Object array, int count, Frame frame) {}
  }

  /** An input that repeats within a block, which is loaded once. */
  private static final class Pattern extends Source {
    private final BroadcastRuns runs;
    private final int period;

    Pattern(Lane lane, BroadcastRuns runs) {
      super(lane);
      this.runs = runs;
      this.period = (int) runs.period();
    }

    @Override
    long period() {
      return period;
    }

    @Override
    void begin(HostBlock block, Object array, int length, Frame frame) {
      int done = Math.min(period, length);
      runs.load(block, 0, lane, array, done, frame);
      while (done < length) {
        int more = Math.min(done, length - done);
        System.arraycopy(array, 0, array, done, more);
        done += more;
      }
    }

    @Override
    void load(HostBlock block, long start, Object array, int count, Frame frame) {}
  }

  /** An input with an element for each row of positions. */
  private static final class Repeated extends Source {
    private final long repeats;

    Repeated(Lane lane, long repeats) {
      super(lane);
      this.repeats = repeats;
    }

    @Override
    long period() {
      return repeats;
    }

    @Override
    void begin(HostBlock block, Object array, int length, Frame frame) {}

    @Override
    void load(HostBlock block, long start, Object array, int count, Frame frame) {
      long first = start / repeats;
      int rows = (int) ((start + count - 1) / repeats - first) + 1;
      if (rows == 1) {
        block.load(first, array, 0, 1);
        lane.spread(array, 0, count);
        return;
      }
      Object elements = frame.spare(lane);
      block.load(first, elements, 0, rows);
      int firstRun = (int) Math.min(repeats - start % repeats, count);
      lane.repeat(elements, array, firstRun, (int) Math.min(repeats, count), count);
    }
  }

  /** Any other stretched input. */
  private static final class Stretched extends Source {
    private final BroadcastRuns runs;

    Stretched(Lane lane, BroadcastRuns runs) {
      super(lane);
      this.runs = runs;
    }

    @Override
    long period() {
      return 1;
    }

    @Override
    void begin(HostBlock block, Object array, int length, Frame frame) {}

    @Override
    void load(HostBlock block, long start, Object array, int count, Frame frame) {
      runs.load(block, start, lane, array, count, frame);
    }
  }
}
