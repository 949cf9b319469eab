package dev.jacobian.device.host.loop;

import dev.jacobian.device.DataChecks;
import dev.jacobian.device.Operand;
import dev.jacobian.device.host.memory.HostBlock;
import dev.jacobian.device.host.memory.Lane;
import dev.jacobian.kernel.Gather;
import dev.jacobian.kernel.IndexMap;
import dev.jacobian.kernel.Kernel;
import dev.jacobian.kernel.Load;
import dev.jacobian.kernel.Reducer;
import dev.jacobian.kernel.Store;
import dev.jacobian.kernel.java.FoldBody;
import dev.jacobian.shape.Shape;

/** Picks and adds entries of an axis by index. */
final class HostIndexing {
  private HostIndexing() {}

  static void select(HostEngine engine, Operand input, int axis, Operand indices, Operand output) {
    Shape shape = output.shape();
    long[] picks =
        checkedIndices(engine, "indexSelect", indices, shape.dim(axis), axis, input.shape());
    if (shape.size() == 0) {
      return;
    }
    HostBlock source = HostBlock.of(input);
    HostBlock target = HostBlock.of(output);
    long count = shape.dim(axis);
    long inner = shape.product(axis + 1, shape.rank());
    long size = input.shape().dim(axis);
    Division.overEntries(
        engine,
        shape.product(0, axis) * count,
        inner,
        (from, to) -> {
          for (long row = from; row < to; ) {
            int entry = (int) (row % count);
            int rows = (int) Math.min(count - entry, to - row);
            long base = row / count * size * inner;
            gather(target, source, base, picks, entry, rows, inner, row * inner);
            row += rows;
          }
        });
  }

  private static void gather(
      HostBlock target,
      HostBlock source,
      long base,
      long[] picks,
      int first,
      int count,
      long width,
      long at) {
    if (width <= HostBlock.LONGEST_RUN) {
      target.gather(source, base, picks, first, count, (int) width, at);
      return;
    }
    for (int i = 0; i < count; i++) {
      for (long done = 0; done < width; done += HostBlock.LONGEST_RUN) {
        int run = (int) Math.min(HostBlock.LONGEST_RUN, width - done);
        long from = base + picks[first + i] * width + done;
        target.copy(source, from, 1, at + i * width + done, 1, run);
      }
    }
  }

  /** Adds values to elements in the order of their positions. */
  static void add(
      HostEngine engine,
      Kernel kernel,
      Store.ScatterAdd scatter,
      Operand values,
      Operand[] inputs,
      Operand output) {
    Shape space = kernel.space();
    Gather gather = scatter.gather();
    Load indices = kernel.loads().get(gather.load());
    int axis = gather.entryAxis(scatter.map(), indices, space);
    if (axis >= 0) {
      Shape entries = space.withDim(axis, gather.size());
      add(engine, values, axis, inputs[gather.load()], output.as(entries));
      return;
    }
    if (space.size() == 0) {
      return;
    }
    MapRuns elements = MapRuns.of(scatter.map(), space, gather, null);
    InputReader[] readers = new InputReader[kernel.loads().size()];
    for (int load = gather.load(); load >= 0; ) {
      readers[load] = InputReader.of(kernel.loads(), load, space);
      Gather next = kernel.loads().get(load).gather();
      load = next == null ? -1 : next.load();
    }
    long rows = separateRows(scatter.map(), gather, space);
    long width = space.size() / rows;
    Division.overEntries(
        engine,
        rows,
        width,
        (from, to) -> {
          Frame frame = engine.frame();
          frame.begin(readers.length, inputs, new Operand[] {output});
          add(engine, elements, readers, gather.load(), values, from * width, to * width);
        });
  }

  /** Returns how many rows along the first axes add to elements that no other row adds to. */
  private static long separateRows(IndexMap map, Gather gather, Shape space) {
    int first = space.rank();
    long reach = Math.max(0, gather.size() - 1) * Math.abs(gather.stride());
    for (int axis = space.rank() - 1; axis >= 0; axis--) {
      long stride = Math.abs(map.strides().get(axis));
      if (space.dim(axis) > 1 && stride <= reach) {
        first = axis;
      }
      reach += (space.dim(axis) - 1) * stride;
    }
    return space.product(0, first);
  }

  /** Adds the values at positions {@code [first, end)}. */
  private static void add(
      HostEngine engine,
      MapRuns elements,
      InputReader[] readers,
      int index,
      Operand values,
      long first,
      long end) {
    Frame frame = engine.frame();
    HostBlock source = HostBlock.of(values);
    Lane lane = Lane.of(values.dtype());
    FoldBody sum = engine.compiler().fold(Reducer.SUM, values.dtype()).body();
    for (int i = 0; i < readers.length; i++) {
      if (readers[i] != null) {
        frame.slots[i] = frame.take(readers[i].lane);
      }
    }
    for (long start = first; start < end; start += Frame.BLOCK) {
      int count = (int) Math.min(Frame.BLOCK, end - start);
      for (int i = 0; i < readers.length; i++) {
        if (readers[i] != null) {
          // Blocks begin anywhere in what repeats.
          readers[i].begin(frame.blocks[i], start, frame.slots[i], Frame.BLOCK, frame);
          readers[i].load(frame.blocks[i], start, frame.slots[i], count, frame);
        }
      }
      Object added = frame.secondSpare(lane);
      source.load(start, added, 0, count);
      elements.add(
          frame.targets[0], start, lane, sum, added, count, frame, (long[]) frame.slots[index]);
    }
  }

  static void add(HostEngine engine, Operand input, int axis, Operand indices, Operand output) {
    Shape shape = input.shape();
    long[] picks =
        checkedIndices(engine, "indexAdd", indices, shape.dim(axis), axis, output.shape());
    if (shape.size() == 0) {
      return;
    }
    HostBlock source = HostBlock.of(input);
    HostBlock target = HostBlock.of(output);
    Lane lane = Lane.of(input.dtype());
    FoldBody sum = engine.compiler().fold(Reducer.SUM, input.dtype()).body();
    int count = (int) shape.dim(axis);
    long inner = shape.product(axis + 1, shape.rank());
    long size = output.shape().dim(axis);
    long tiles = (inner + Frame.BLOCK - 1) / Frame.BLOCK;
    // One thread adds all entries to its columns, so that they are added in their order.
    Division.overEntries(
        engine,
        shape.product(0, axis) * tiles,
        count * Math.min(inner, Frame.BLOCK),
        (from, to) -> {
          for (long tile = from; tile < to; tile++) {
            long outer = tile / tiles;
            long column = tile % tiles * Frame.BLOCK;
            int width = (int) Math.min(Frame.BLOCK, inner - column);
            Frame frame = engine.frame();
            Object sums = frame.spare(lane);
            Object values = frame.secondSpare(lane);
            if (inner == 1 && target.addsElements()) {
              for (int entry = 0; entry < count; entry += Frame.BLOCK) {
                int run = Math.min(Frame.BLOCK, count - entry);
                source.load(outer * count + entry, values, 0, run);
                target.add(outer * size, 0, picks, entry, 1, values, 0, run);
              }
              continue;
            }
            for (int entry = 0; entry < count; entry++) {
              long at = (outer * size + picks[entry]) * inner + column;
              source.load((outer * count + entry) * inner + column, values, 0, width);
              target.load(at, sums, 0, width);
              sum.combine(sums, values, width);
              target.store(sums, 0, at, width);
            }
          }
        });
  }

  /**
   * Returns the indices of entries.
   *
   * @param indices a row of them, which may stand there for each row of a larger shape
   */
  static long[] checkedIndices(
      HostEngine engine, String kernel, Operand indices, long entries, int axis, Shape shape) {
    int count = Math.toIntExact(entries);
    long[] picks = engine.frame().indices(count);
    HostBlock block = HostBlock.of(indices);
    for (int done = 0; done < count; done += HostBlock.LONGEST_RUN) {
      block.load(done, picks, done, Math.min(HostBlock.LONGEST_RUN, count - done));
    }
    DataChecks.requireInside(kernel, picks, count, axis, shape.dim(axis));
    return picks;
  }
}
