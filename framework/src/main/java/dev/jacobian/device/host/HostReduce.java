package dev.jacobian.device.host;

import dev.jacobian.device.Operand;
import dev.jacobian.device.Reduction;
import dev.jacobian.shape.Shape;

/**
 * Reduces one group of neighbouring axes after the other. Floating point is accumulated in double
 * and integers in long, always in the same order.
 */
final class HostReduce {
  private HostReduce() {}

  static void run(Reduction reduction, Operand input, int[] axes, Operand output) {
    HostBlock source = HostBlock.of(input);
    HostBlock target = HostBlock.of(output);
    if (axes.length == 0) {
      target.copy(source, 0, 1, 0, 1, (int) output.shape().size());
      return;
    }
    Shape shape = input.shape();
    int last = axes.length - 1;
    while (last >= 0) {
      int first = last;
      while (first > 0 && axes[first - 1] == axes[first] - 1) {
        first--;
      }
      Shape reduced = shape;
      for (int i = first; i <= last; i++) {
        reduced = reduced.withDim(axes[i], 1);
      }
      Accumulator accumulator =
          input.dtype().isFloating()
              ? new DoubleAccumulator(reduction)
              : new LongAccumulator(reduction);
      HostBlock result = first == 0 ? target : accumulator.newBlock((int) reduced.size());
      reduceGroup(accumulator, source, shape, axes[first], axes[last] + 1, result);
      source = result;
      shape = reduced;
      last = first - 1;
    }
  }

  /**
   * Reduces the axes in {@code [from, to)}: {@code [outer, size, inner]} becomes {@code [outer,
   * inner]}.
   */
  private static void reduceGroup(
      Accumulator accumulator, HostBlock source, Shape shape, int from, int to, HostBlock target) {
    int outer = (int) shape.product(0, from);
    int size = (int) shape.product(from, to);
    int inner = (int) shape.product(to, shape.rank());
    for (int i = 0; i < outer; i++) {
      if (inner == 1) {
        accumulator.reduceRun(source, i * size, size, target, i);
        continue;
      }
      for (int column = 0; column < inner; column += Accumulator.BLOCK) {
        int count = Math.min(Accumulator.BLOCK, inner - column);
        accumulator.reduceColumns(
            source, i * size * inner + column, inner, size, target, i * inner + column, count);
      }
    }
  }
}
