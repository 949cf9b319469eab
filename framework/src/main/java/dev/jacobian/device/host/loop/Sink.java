package dev.jacobian.device.host.loop;

import dev.jacobian.device.JavaArrays;
import dev.jacobian.device.host.memory.Lane;
import dev.jacobian.kernel.IndexMap;
import dev.jacobian.kernel.Reducer;
import dev.jacobian.kernel.java.FoldLoops;
import dev.jacobian.shape.DType;
import dev.jacobian.shape.Shape;
import org.jspecify.annotations.Nullable;

/** Where a result's values go, block by block: into the output, or into a reduction. */
abstract sealed class Sink {
  /** Which of the kernel's results this is. */
  final int result;

  private Sink(int result) {
    this.result = result;
  }

  /**
   * What parts of a reduction leave for its end.
   *
   * @param parts for each part, rows of results of groups that it shares with other parts: of the
   *     group that it begins in and, if there are several groups, of the one that it ends in; null
   *     if parts share none
   * @param groups results of the first group of axes, if there are several; else null
   */
  record Carried(@Nullable Object parts, @Nullable Object groups) {
    static final Carried NOTHING = new Carried(null, null);
  }

  /** Returns whether parts leave anything for the end of a run. */
  abstract boolean carries();

  /** Returns what parts of one run carry to its end. */
  abstract Carried newCarried();

  /** Begins a part. */
  abstract void begin(Frame frame, int part);

  /** Takes a block of values that begins at position {@code start}. */
  abstract void accept(Frame frame, int part, Object lane, long start, int count, Carried carried);

  /** Ends a part. */
  abstract void end(Frame frame, int part, Carried carried);

  /** Ends a run, after all its parts. */
  abstract void finish(Frame frame, Carried carried);

  /** Values that go to elements of their own, as they come. */
  abstract static sealed class Direct extends Sink {
    private Direct(int result) {
      super(result);
    }

    @Override
    final boolean carries() {
      return false;
    }

    @Override
    final Carried newCarried() {
      return Carried.NOTHING;
    }

    @Override
    final void begin(Frame frame, int part) {}

    @Override
    final void end(Frame frame, int part, Carried carried) {}

    @Override
    final void finish(Frame frame, Carried carried) {}
  }

  /** Stores values as they are. */
  static final class Store extends Direct {
    Store(int result) {
      super(result);
    }

    @Override
    void accept(Frame frame, int part, Object lane, long start, int count, Carried carried) {
      frame.targets[result].store(lane, 0, start, count);
    }
  }

  /** Stores values at the elements of a map. */
  static final class Mapped extends Direct {
    final IndexMap map;
    private final MapRuns runs;

    Mapped(int result, IndexMap map, Shape space) {
      super(result);
      this.map = map;
      this.runs = MapRuns.of(map, space);
    }

    @Override
    void accept(Frame frame, int part, Object lane, long start, int count, Carried carried) {
      runs.store(frame.targets[result], start, lane, count, frame);
    }
  }

  /**
   * How values are combined.
   *
   * @param elements the reduction of values as they come
   * @param totals the same one of totals
   * @param lane of totals: double for floating point, else long
   */
  record Reducing(FoldLoops elements, FoldLoops totals, Lane lane) {
    static Reducing of(HostEngine engine, Reducer reduction, DType dtype) {
      DType total = dtype.isFloating() ? DType.FLOAT64 : DType.INT64;
      return new Reducing(
          engine.compiler().fold(reduction, dtype),
          engine.compiler().fold(reduction, total),
          Lane.of(total));
    }
  }

  /** A reduction of {@code [outer, middle, inner]} to {@code [outer, inner]}. */
  abstract static sealed class Reduce extends Sink {
    final FoldLoops fold;
    final Walk walk;
    final long inner;
    final long group;
    private final FoldLoops totals;
    private final Lane lane;
    private final Grouping grouping;
    private final boolean isCut;

    private Reduce(int result, Reducing reducing, Grouping grouping, Walk walk) {
      super(result);
      this.fold = reducing.elements;
      this.totals = reducing.totals;
      this.lane = reducing.lane;
      this.walk = walk;
      this.grouping = grouping;
      Grouping.Step first = grouping.steps().get(0);
      this.inner = first.inner();
      this.group = first.middle() * first.inner();
      this.isCut = !walk.isDown() && walk.parts() > 1 && walk.partSize() % group != 0;
    }

    final Accumulator accumulator(Frame frame) {
      return frame.accumulator(lane, fold, result);
    }

    @Override
    final boolean carries() {
      return isCut || grouping.steps().size() > 1;
    }

    @Override
    final Carried newCarried() {
      Grouping.Step first = grouping.steps().get(0);
      return new Carried(
          isCut ? newArray((long) rowsPerPart() * walk.parts() * inner) : null,
          grouping.steps().size() > 1 ? newArray(first.outer() * inner) : null);
    }

    private Object newArray(long size) {
      return JavaArrays.allocate(lane == Lane.DOUBLE ? DType.FLOAT64 : DType.INT64, size);
    }

    /** Returns how many groups a part shares with others at most. */
    final int rowsPerPart() {
      return grouping.steps().get(0).outer() == 1 ? 1 : 2;
    }

    /** Returns whether the group at a position began in an earlier part. */
    final boolean beganBefore(int part, long position) {
      return position / group * group < walk.first(part);
    }

    /** Returns where a part saves the results of the group at a position. */
    final int savedAt(int part, long position) {
      boolean isFirst = position / group == walk.first(part) / group;
      return Math.toIntExact(((long) rowsPerPart() * part + (isFirst ? 0 : 1)) * inner);
    }

    /** Stores finished results, of which the first is number {@code at}. */
    final void emit(Frame frame, Accumulator row, long at, int count, Carried carried) {
      if (carried.groups() == null) {
        row.store(frame.targets[result], at, count);
      } else {
        row.save(carried.groups(), (int) at, count);
      }
    }

    @Override
    final void finish(Frame frame, Carried carried) {
      Accumulator row = accumulator(frame);
      if (carried.parts() != null) {
        joinParts(frame, row, carried.parts(), carried);
      }
      if (carried.groups() == null) {
        return;
      }
      Object array = carried.groups();
      int size = (int) (grouping.steps().get(0).outer() * inner);
      for (Grouping.Step step : grouping.steps().subList(1, grouping.steps().size())) {
        array = Accumulator.reduceSaved(totals, lane, array, step);
        size = (int) (step.outer() * step.inner());
      }
      row.load(array, size);
      row.store(frame.targets[result], 0, size);
    }

    /** Combines, in their order, what the parts of each shared group have saved. */
    private void joinParts(Frame frame, Accumulator row, Object saved, Carried carried) {
      long groups = grouping.steps().get(0).outer();
      for (long index = 0; index < groups; index++) {
        long start = index * group;
        int first = (int) (start / walk.partSize());
        int last = (int) ((start + group - 1) / walk.partSize());
        if (first == last) {
          continue;
        }
        row.beginRows(totals, (int) inner);
        for (int part = first; part <= last; part++) {
          int at = savedAt(part, Math.max(start, walk.first(part)));
          row.addRows(saved, at, 1, (int) inner, 0);
        }
        emit(frame, row, index * inner, (int) inner, carried);
      }
    }
  }

  /** Combines runs of neighbours. */
  static final class Runs extends Reduce {
    private final boolean isOneRun;

    Runs(int result, Reducing reducing, Grouping grouping, Walk walk) {
      super(result, reducing, grouping, walk);
      this.isOneRun = grouping.steps().get(0).outer() == 1;
    }

    @Override
    void begin(Frame frame, int part) {
      accumulator(frame).beginRun(fold);
    }

    @Override
    void accept(Frame frame, int part, Object lane, long start, int count, Carried carried) {
      Accumulator row = accumulator(frame);
      long run = isOneRun ? 0 : start / group;
      int done = 0;
      int finished = 0;
      long offset = start - run * group;
      if (offset > 0) {
        done = (int) Math.min(group - offset, count);
        row.addToRun(lane, 0, done);
        if (offset + done == group) {
          if (carried.parts() != null && beganBefore(part, start)) {
            row.saveRun(carried.parts(), savedAt(part, start));
            run++;
          } else {
            row.endRun(finished++);
          }
        }
      }
      if (group <= count - done) {
        int whole = (count - done) / (int) group;
        row.foldRuns(lane, done, (int) group, whole, finished);
        finished += whole;
        done += whole * (int) group;
      }
      if (done < count) {
        row.beginRun(fold);
        row.addToRun(lane, done, count - done);
      }
      if (finished > 0) {
        emit(frame, row, run, finished, carried);
      }
    }

    @Override
    void end(Frame frame, int part, Carried carried) {
      long end = walk.end(part);
      if (carried.parts() != null && end % group != 0) {
        accumulator(frame).saveRun(carried.parts(), savedAt(part, end - 1));
      }
    }
  }

  /** Combines rows into one row, element by element, on a walk along the positions. */
  static final class Columns extends Reduce {
    Columns(int result, Reducing reducing, Grouping grouping, Walk walk) {
      super(result, reducing, grouping, walk);
    }

    @Override
    void begin(Frame frame, int part) {
      accumulator(frame).beginRows(fold, (int) inner);
    }

    @Override
    void accept(Frame frame, int part, Object lane, long start, int count, Carried carried) {
      Accumulator row = accumulator(frame);
      int width = (int) inner;
      int done = 0;
      while (done < count) {
        long position = start + done;
        long inGroup = position % group;
        int column = (int) (inGroup % inner);
        int rows = column == 0 ? (int) (Math.min(count - done, group - inGroup) / inner) : 0;
        if (inGroup == 0) {
          row.beginRows(fold, width);
        }
        if (rows > 0) {
          row.addRows(lane, done, rows, width, 0);
          done += rows * width;
        } else {
          int piece = Math.min(width - column, count - done);
          row.addRows(lane, done, 1, piece, column);
          done += piece;
        }
        if ((start + done) % group == 0) {
          if (carried.parts() != null && beganBefore(part, position)) {
            row.save(carried.parts(), savedAt(part, position), width);
          } else {
            emit(frame, row, position / group * inner, width, carried);
          }
        }
      }
    }

    @Override
    void end(Frame frame, int part, Carried carried) {
      long end = walk.end(part);
      if (carried.parts() != null && end % group != 0) {
        accumulator(frame).save(carried.parts(), savedAt(part, end - 1), (int) inner);
      }
    }
  }

  /** Combines rows into one row on a walk down blocks of columns. */
  static final class Tiles extends Reduce {
    Tiles(int result, Reducing reducing, Grouping grouping, Walk walk) {
      super(result, reducing, grouping, walk);
    }

    @Override
    void begin(Frame frame, int part) {
      accumulator(frame).beginRows(fold, walk.block());
    }

    @Override
    void accept(Frame frame, int part, Object lane, long start, int count, Carried carried) {
      accumulator(frame).addRows(lane, 0, 1, count, 0);
    }

    @Override
    void end(Frame frame, int part, Carried carried) {
      long first = walk.first(part);
      long at = first / group * inner + first % inner;
      emit(frame, accumulator(frame), at, walk.count(part, first), carried);
    }
  }
}
