package dev.jacobian.device.host.loop;

import dev.jacobian.device.host.memory.HostBlock;
import dev.jacobian.device.host.memory.Lane;
import dev.jacobian.kernel.Gather;
import dev.jacobian.kernel.IndexMap;
import dev.jacobian.kernel.Load;
import dev.jacobian.shape.DType;
import dev.jacobian.shape.Shape;
import java.util.List;

/**
 * How an input is read at a run of positions of a kernel's space. What is the same for each block
 * of positions is loaded once, when a part of the work begins.
 */
abstract sealed class InputReader {
  /** The type of array that elements are loaded into. */
  final Lane lane;

  private InputReader(Lane lane) {
    this.lane = lane;
  }

  private static final InputReader[] UNREAD = new InputReader[Lane.COUNT];
  private static final InputReader[] WHOLE = new InputReader[Lane.COUNT];
  private static final InputReader[] SINGLE = new InputReader[Lane.COUNT];

  static {
    for (Lane lane : Lane.values()) {
      UNREAD[lane.index()] = new Unread(lane);
      WHOLE[lane.index()] = new Whole(lane);
      SINGLE[lane.index()] = new Single(lane);
    }
  }

  /** Returns the way of an input that no expression reads. */
  static InputReader unread(DType dtype) {
    return UNREAD[Lane.of(dtype).index()];
  }

  /**
   * Returns how an input is read.
   *
   * @param shape of as many elements as the space has, or broadcastable to it
   */
  static InputReader of(Shape shape, DType dtype, Shape space) {
    Lane lane = Lane.of(dtype);
    if (shape.size() == space.size()) {
      return WHOLE[lane.index()];
    }
    return shape.size() == 1
        ? SINGLE[lane.index()]
        : of(MapRuns.of(IndexMap.broadcast(shape, space), space), lane);
  }

  /** Returns how one of a kernel's loads is read. */
  static InputReader of(List<Load> loads, int index, Shape space) {
    Load load = loads.get(index);
    Lane lane = Lane.of(load.dtype());
    if (load.isWhole(space)) {
      return WHOLE[lane.index()];
    }
    Gather gather = load.gather();
    if (gather == null) {
      MapRuns runs = MapRuns.of(load.map(), space);
      return runs.isSingle() ? SINGLE[lane.index()] : of(runs, lane);
    }
    Load indices = loads.get(gather.load());
    boolean isPlain = indices.gather() == null && indices.map().bounds().isEmpty();
    IndexMap map = isPlain ? indices.map() : null;
    return new Mapped(lane, MapRuns.of(load.map(), space, gather, map), gather.load());
  }

  private static InputReader of(MapRuns runs, Lane lane) {
    if (runs.period() <= Frame.BLOCK) {
      return new Pattern(lane, runs);
    }
    return runs.repeats() > 0 ? new Repeated(lane, runs.repeats()) : new Mapped(lane, runs, -1);
  }

  /**
   * Returns the number of positions of which blocks should be a multiple: where the walk over the
   * input begins anew.
   */
  abstract long period();

  /**
   * Loads what is the same in every block of up to {@code length} positions.
   *
   * @param first where the first of these blocks begins
   */
  abstract void begin(HostBlock block, long first, Object array, int length, Frame frame);

  /** Loads the elements at positions {@code [start, start + count)}. */
  abstract void load(HostBlock block, long start, Object array, int count, Frame frame);

  /** An input whose elements nobody asks for. */
  private static final class Unread extends InputReader {
    Unread(Lane lane) {
      super(lane);
    }

    @Override
    long period() {
      return 1;
    }

    @Override
    void begin(HostBlock block, long first, Object array, int length, Frame frame) {}

    @Override
    void load(HostBlock block, long start, Object array, int count, Frame frame) {}
  }

  /** An input with an element for each position. */
  private static final class Whole extends InputReader {
    Whole(Lane lane) {
      super(lane);
    }

    @Override
    long period() {
      return 1;
    }

    @Override
    void begin(HostBlock block, long first, Object array, int length, Frame frame) {}

    @Override
    void load(HostBlock block, long start, Object array, int count, Frame frame) {
      block.load(start, array, 0, count);
    }
  }

  /** An input of one element. */
  private static final class Single extends InputReader {
    Single(Lane lane) {
      super(lane);
    }

    @Override
    long period() {
      return 1;
    }

    @Override
    void begin(HostBlock block, long first, Object array, int length, Frame frame) {
      block.load(0, array, 0, 1);
      lane.spread(array, 0, length);
    }

    @Override
    void load(HostBlock block, long start, Object array, int count, Frame frame) {}
  }

  /** An input that repeats within a block, which is loaded once. */
  private static final class Pattern extends InputReader {
    private final MapRuns runs;
    private final int period;

    Pattern(Lane lane, MapRuns runs) {
      super(lane);
      this.runs = runs;
      this.period = (int) runs.period();
    }

    @Override
    long period() {
      return period;
    }

    @Override
    void begin(HostBlock block, long first, Object array, int length, Frame frame) {
      runs.load(block, 0, lane, array, period, frame, null);
      // Parts of whole rows may begin anywhere in it.
      int before = (int) (first % period);
      if (before > 0) {
        Object whole = frame.spare(lane);
        System.arraycopy(array, 0, whole, 0, period);
        System.arraycopy(whole, before, array, 0, period - before);
        System.arraycopy(whole, 0, array, period - before, before);
      }
      int done = period;
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
  private static final class Repeated extends InputReader {
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
    void begin(HostBlock block, long first, Object array, int length, Frame frame) {}

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

  /** Any other input. */
  private static final class Mapped extends InputReader {
    /** Blocks that end where runs end are read where they lie, if runs are at least so long. */
    private static final int SHORTEST_RUN = Frame.BLOCK / 4;

    private final MapRuns runs;
    private final int indices;

    /**
     * Makes a source.
     *
     * @param indices the input with the indices of a gather, or -1
     */
    Mapped(Lane lane, MapRuns runs, int indices) {
      super(lane);
      this.runs = runs;
      this.indices = indices;
    }

    @Override
    long period() {
      long run = runs.length();
      return run >= SHORTEST_RUN && run <= Frame.BLOCK ? run : 1;
    }

    @Override
    void begin(HostBlock block, long first, Object array, int length, Frame frame) {}

    @Override
    void load(HostBlock block, long start, Object array, int count, Frame frame) {
      Object entries = indices < 0 ? null : frame.slots[indices];
      runs.load(block, start, lane, array, count, frame, entries);
    }
  }
}
