package dev.jacobian.device.host;

import dev.jacobian.device.DataChecks;
import dev.jacobian.device.Operand;
import dev.jacobian.shape.Shape;

/** Picks and adds entries of an axis by index. */
final class HostIndexing {
  private HostIndexing() {}

  static void select(Operand input, int axis, Operand indices, Operand output) {
    long[] picks = checkedIndices("indexSelect", indices, axis, input.shape());
    HostBlock source = HostBlock.of(input);
    HostBlock target = HostBlock.of(output);
    Shape shape = output.shape();
    int outer = (int) shape.product(0, axis);
    int count = (int) shape.dim(axis);
    int inner = (int) shape.product(axis + 1, shape.rank());
    int size = (int) input.shape().dim(axis);
    for (int i = 0; i < outer; i++) {
      for (int entry = 0; entry < count; entry++) {
        int from = (i * size + (int) picks[entry]) * inner;
        target.copy(source, from, 1, (i * count + entry) * inner, 1, inner);
      }
    }
  }

  static void add(Operand input, int axis, Operand indices, Operand output) {
    long[] picks = checkedIndices("indexAdd", indices, axis, output.shape());
    HostBlock source = HostBlock.of(input);
    HostBlock target = HostBlock.of(output);
    Shape shape = input.shape();
    int outer = (int) shape.product(0, axis);
    int count = (int) shape.dim(axis);
    int inner = (int) shape.product(axis + 1, shape.rank());
    int size = (int) output.shape().dim(axis);
    for (int i = 0; i < outer; i++) {
      for (int entry = 0; entry < count; entry++) {
        int at = (i * size + (int) picks[entry]) * inner;
        target.add(source, (i * count + entry) * inner, at, inner);
      }
    }
  }

  private static long[] checkedIndices(String kernel, Operand indices, int axis, Shape shape) {
    long[] picks = (long[]) HostBlock.of(indices).array();
    DataChecks.requireInside(kernel, picks, (int) indices.shape().size(), axis, shape.dim(axis));
    return picks;
  }
}
