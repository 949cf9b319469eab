package dev.jacobian.device.nd4j.kernel;

import dev.jacobian.device.DataChecks;
import dev.jacobian.device.MemoryPool;
import dev.jacobian.device.Operand;
import dev.jacobian.device.nd4j.call.CustomOp;
import dev.jacobian.device.nd4j.call.MainMemory;
import dev.jacobian.device.nd4j.call.NativeCalls;
import dev.jacobian.device.nd4j.call.Temporaries;
import dev.jacobian.device.nd4j.call.View;
import dev.jacobian.shape.DType;
import dev.jacobian.shape.Shape;

/**
 * Picks and adds entries by index. Indices are read by the CPU first, since libnd4j does not check
 * them.
 */
public final class IndexKernels {
  private final MemoryPool pool;
  private final NativeCalls calls;
  private final Copies copies;
  private final CustomOp gatherRows = CustomOp.of("gather", 0);
  private final CustomOp gatherMiddle = CustomOp.of("gather", 1);
  private final CustomOp scatterAdd = CustomOp.inPlaceInOrder("scatter_add");

  public IndexKernels(MemoryPool pool, NativeCalls calls, Copies copies) {
    this.pool = pool;
    this.calls = calls;
    this.copies = copies;
  }

  /** Picks entries along an axis; an output without elements gets its indices checked only. */
  public void select(Operand input, int axis, Operand indices, Operand output) {
    Shape shape = input.shape();
    checked("indexSelect", indices, axis, shape.dim(axis));
    if (output.shape().size() == 0) {
      return;
    }
    if (input.dtype() == DType.BOOL) {
      selectTruthValues(input, axis, indices, output);
      return;
    }
    gather(input, axis, indices, output);
  }

  /** libnd4j's gather takes numbers only. */
  private void selectTruthValues(Operand input, int axis, Operand indices, Operand output) {
    try (Temporaries temporaries = new Temporaries(pool, calls)) {
      Operand numbers = temporaries.allocate(DType.INT32, input.shape());
      Operand picked = temporaries.allocate(DType.INT32, output.shape());
      copies.copy(input, numbers);
      gather(numbers, axis, indices, picked);
      copies.copy(picked, output);
    }
  }

  private void gather(Operand input, int axis, Operand indices, Operand output) {
    Shape shape = input.shape();
    long outer = shape.product(0, axis);
    long n = shape.dim(axis);
    long count = indices.shape().size();
    long inner = shape.product(axis + 1, shape.rank());
    if (outer == 1) {
      calls.custom(
          gatherRows,
          calls.view(output, Shape.of(count, inner)),
          calls.view(input, Shape.of(n, inner)),
          calls.view(indices));
    } else {
      calls.custom(
          gatherMiddle,
          calls.view(output, Shape.of(outer, count, inner)),
          calls.view(input, Shape.of(outer, n, inner)),
          calls.view(indices));
    }
  }

  /** Adds entries along an axis in the order of the indices. */
  public void add(Operand input, int axis, Operand indices, Operand output) {
    Shape shape = output.shape();
    long n = shape.dim(axis);
    long[] positions = checked("indexAdd", indices, axis, n);
    if (input.shape().size() == 0) {
      return;
    }
    long outer = shape.product(0, axis);
    long inner = shape.product(axis + 1, shape.rank());
    if (outer == 1) {
      addRows(input, indices, output, n, inner);
      return;
    }
    try (Temporaries temporaries = new Temporaries(pool, calls)) {
      long[] rows = rows(positions, outer, n);
      Operand all = temporaries.allocate(DType.INT64, Shape.of(rows.length));
      MainMemory.write(calls.ops(), NativeCalls.block(all), rows, 0, rows.length);
      addRows(input, all, output, outer * n, inner);
    }
  }

  /** Returns the row in {@code [outer * n, inner]} of each index in each of the outer parts. */
  private static long[] rows(long[] positions, long outer, long n) {
    long[] rows = new long[Math.multiplyExact(Math.toIntExact(outer), positions.length)];
    for (int part = 0; part < outer; part++) {
      for (int i = 0; i < positions.length; i++) {
        rows[part * positions.length + i] = part * n + positions[i];
      }
    }
    return rows;
  }

  private void addRows(Operand input, Operand indices, Operand output, long n, long inner) {
    View rows = calls.view(output, Shape.of(n, inner));
    View added = calls.view(input, Shape.of(indices.shape().size(), inner));
    calls.custom(scatterAdd, rows, rows, calls.view(indices), added);
  }

  private long[] checked(String kernel, Operand indices, int axis, long size) {
    int count = Math.toIntExact(indices.shape().size());
    long[] values = new long[count];
    if (count > 0) {
      MainMemory.read(calls.ops(), NativeCalls.block(indices), values, 0, count);
    }
    DataChecks.requireInside(kernel, values, count, axis, size);
    return values;
  }
}
