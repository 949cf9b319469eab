package dev.jacobian.device.host.loop;

import dev.jacobian.device.Operand;
import dev.jacobian.device.host.memory.HostBlock;
import dev.jacobian.shape.Shape;

/** Puts entries of an axis in the place of others. */
public final class HostPut {
  private HostPut() {}

  /** Copies entries to the places that indices name; other entries stay. */
  public static void put(
      HostEngine engine, Operand input, int axis, Operand indices, Operand output) {
    Shape shape = input.shape();
    long[] picks =
        HostIndexing.checkedIndices(
            engine, "indexPut", indices, shape.dim(axis), axis, output.shape());
    if (shape.size() == 0) {
      return;
    }
    HostBlock source = HostBlock.of(input);
    HostBlock target = HostBlock.of(output);
    long count = shape.dim(axis);
    long inner = shape.product(axis + 1, shape.rank());
    long size = output.shape().dim(axis);
    long tiles = (inner + HostBlock.LONGEST_RUN - 1) / HostBlock.LONGEST_RUN;
    // One thread puts all entries to its columns, so that they are put in their order.
    Division.overEntries(
        engine,
        shape.product(0, axis) * tiles,
        count * Math.min(inner, HostBlock.LONGEST_RUN),
        (from, to) -> {
          for (long tile = from; tile < to; tile++) {
            long outer = tile / tiles;
            long column = tile % tiles * HostBlock.LONGEST_RUN;
            int width = (int) Math.min(HostBlock.LONGEST_RUN, inner - column);
            for (int entry = 0; entry < count; entry++) {
              long read = (outer * count + entry) * inner + column;
              long written = (outer * size + picks[entry]) * inner + column;
              target.copy(source, read, 1, written, 1, width);
            }
          }
        });
  }
}
