package dev.jacobian.device.host;

import dev.jacobian.device.Operand;
import dev.jacobian.shape.Shape;

/** Reads from and writes to every n-th entry of an axis. */
final class HostSlice {
  private HostSlice() {}

  static void read(Operand whole, int axis, long start, long step, Operand part) {
    walk(whole, part, axis, start, step, true);
  }

  static void write(Operand part, int axis, long start, long step, Operand whole) {
    walk(whole, part, axis, start, step, false);
  }

  private static void walk(
      Operand whole, Operand part, int axis, long start, long step, boolean reads) {
    HostBlock large = HostBlock.of(whole);
    HostBlock small = HostBlock.of(part);
    Shape shape = part.shape();
    int outer = (int) shape.product(0, axis);
    int count = (int) shape.dim(axis);
    int inner = (int) shape.product(axis + 1, shape.rank());
    int size = (int) whole.shape().dim(axis);
    if (shape.size() == 0) {
      return;
    }
    // Neighbouring entries are one run; entries of one element are a run with a step.
    int entries = step == 1 || inner == 1 ? 1 : count;
    int run = entries == 1 ? count * inner : inner;
    int runStep = inner == 1 ? (int) step : 1;
    for (int i = 0; i < outer; i++) {
      for (int entry = 0; entry < entries; entry++) {
        int inLarge = (i * size + (int) (start + entry * step)) * inner;
        int inSmall = (i * count + entry) * inner;
        if (reads) {
          small.copy(large, inLarge, runStep, inSmall, 1, run);
        } else {
          large.copy(small, inSmall, 1, inLarge, runStep, run);
        }
      }
    }
  }
}
