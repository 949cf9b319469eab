package dev.jacobian.op;

import dev.jacobian.device.Backend;
import dev.jacobian.device.MemoryScope;
import dev.jacobian.device.Operand;
import dev.jacobian.expr.BinaryFunction;
import dev.jacobian.expr.Expr;
import dev.jacobian.expr.UnaryFunction;
import dev.jacobian.kernel.Kernel;
import dev.jacobian.kernel.Load;
import dev.jacobian.kernel.Output;
import dev.jacobian.kernel.Reducer;
import dev.jacobian.shape.Shape;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Computes an {@link Attention} tile by tile, with what the tiles of a row of queries have in
 * common kept up to date: the largest score m so far, the sum l of {@code e^(score - m)}, and the
 * sum of values with these weights.
 */
record AttentionForward(
    AttentionTiles tiles, List<List<AttentionTiles.Tile>> rows, DeviceCalls calls)
    implements Lowering.OfCalls {
  private static final List<Integer> KEYS = List.of(3);

  AttentionForward(AttentionTiles tiles) {
    this(tiles, tiles.rows(), new DeviceCalls());
  }

  @Override
  public void run(Backend backend, Operand[] inputs, Operand output) {
    Shape result = inputs[0].shape().withDim(3, inputs[2].shape().dim(3));
    Operand y = DeviceCalls.turned(DeviceCalls.part(output, 0, Attention.besideHeads(result)));
    Operand sums =
        tiles.of().forBackward()
            ? DeviceCalls.part(output, result.size(), result.withDim(3, 1))
            : null;
    if (tiles.pairs().dim(3) == 0) {
      fill(backend, DeviceCalls.turned(y), 0);
      if (sums != null) {
        fill(backend, sums, Double.NEGATIVE_INFINITY);
      }
      return;
    }
    backend.inParts(
        rows.size(),
        part -> {
          try (MemoryScope scope = MemoryScope.open()) {
            new Row(backend, inputs, rows.get(part)).run(y, sums);
          }
        });
  }

  private void fill(Backend backend, Operand array, double value) {
    calls.run(
        backend,
        List.of("fill", value, array.shape()),
        () -> Kernel.filled(array.spec(), value),
        new Operand[0],
        array);
  }

  /** The tiles of the same queries. */
  private final class Row {
    private final Backend backend;
    private final Operand[] inputs;
    private final List<AttentionTiles.Tile> row;
    private final Scratch column;
    private Operand largest;
    private Operand sum;

    /** Where the next tile's go; the same where there is none. */
    private Operand spareLargest;

    private Operand spareSum;

    Row(Backend backend, Operand[] inputs, List<AttentionTiles.Tile> row) {
      this.backend = backend;
      this.inputs = inputs;
      this.row = row;
      this.column = row.get(0).column();
      this.largest = column.on(backend);
      this.sum = column.on(backend);
      this.spareLargest = row.size() == 1 ? largest : column.on(backend);
      this.spareSum = row.size() == 1 ? sum : column.on(backend);
    }

    void run(Operand y, @Nullable Operand sums) {
      AttentionRows queries = row.get(0).queries();
      Operand q = queries.of(inputs[0]);
      Operand weighted = queries.scratch(backend, y);
      for (int i = 0; i < row.size(); i++) {
        AttentionTiles.Tile tile = row.get(i);
        if (tile.isHidden()) {
          continue;
        }
        boolean isFirst = i == 0;
        try (MemoryScope scope = MemoryScope.open()) {
          Operand s = tile.pairs().on(backend);
          Operand k = tile.keys().of(inputs[1]);
          backend.matmul(tiles.of().scale(), q, false, k, true, 0, s);
          Operand p = weights(tile, s, isFirst);
          if (!isFirst) {
            rescale(weighted);
          }
          Operand v = tile.keys().of(inputs[2]);
          backend.matmul(1, p, false, v, false, isFirst ? 0 : 1, weighted);
        }
      }
      finish(weighted, queries.turned(y));
      if (sums != null) {
        logarithm(queries.of(sums));
      }
    }

    /**
     * Returns {@code e^(score - m)}, dropped out, with m and l changed to those up to this tile.
     */
    private Operand weights(AttentionTiles.Tile tile, Operand s, boolean isFirst) {
      boolean masked = tiles.of().masked();
      boolean drops = tiles.of().dropout() != 0;
      Operand[] read = new Operand[1 + (masked ? 1 : 0) + (drops ? 1 : 0) + (isFirst ? 0 : 2)];
      int next = 0;
      read[next++] = s;
      if (masked) {
        read[next++] = tile.of(inputs[3]);
      }
      if (drops) {
        read[next++] = tile.dropout(backend, calls, inputs[inputs.length - 1]);
      }
      if (!isFirst) {
        read[next++] = largest;
        read[next] = sum;
      }
      Operand p = tile.pairs().on(backend);
      Operand[] written =
          isFirst
              ? new Operand[] {spareLargest, spareSum, p}
              : new Operand[] {spareLargest, column.on(backend), spareSum, p};
      calls.run(
          backend,
          tile.key(isFirst ? "softmax of the first" : "softmax"),
          () -> kernel(tile, read, drops, isFirst),
          read,
          written);
      Operand before = largest;
      largest = spareLargest;
      spareLargest = before;
      before = sum;
      sum = spareSum;
      spareSum = before;
      return p;
    }

    private Kernel kernel(
        AttentionTiles.Tile tile, Operand[] read, boolean drops, boolean isFirst) {
      List<Load> loads = new ArrayList<>(List.of(tile.scores()));
      for (int i = 1; i < read.length; i++) {
        loads.add(Load.of(read[i].dtype(), read[i].shape(), tile.space()));
      }
      int next = 0;
      Expr x = input(loads, next++);
      if (tiles.of().masked()) {
        x = AttentionTiles.Tile.masked(x, input(loads, next++));
      }
      Expr factor = drops ? input(loads, next++) : null;
      List<Output> outputs = new ArrayList<>();
      Expr top = isFirst ? x : x.apply(BinaryFunction.MAXIMUM, input(loads, next));
      outputs.add(Output.reduced(top, Reducer.MAX, KEYS));
      Expr m = AttentionTiles.Tile.bounded(new Expr.Reduced(0, tiles.dtype()));
      Expr power = x.sub(m).apply(UnaryFunction.EXP);
      outputs.add(Output.reduced(power, Reducer.SUM, KEYS));
      if (!isFirst) {
        Expr shrunk = input(loads, next).sub(m).apply(UnaryFunction.EXP);
        Expr total = input(loads, next + 1).mul(shrunk).add(new Expr.Reduced(1, tiles.dtype()));
        outputs.add(Output.reduced(total, Reducer.MAX, KEYS));
      }
      outputs.add(Output.stored(factor == null ? power : power.mul(factor), tile.space()));
      return new Kernel(tile.space(), loads, outputs);
    }

    private Expr input(List<Load> loads, int index) {
      return new Expr.Input(index, loads.get(index).dtype());
    }

    /** Multiplies sums of values that were made with the m before by {@code e^(m before - m)}. */
    private void rescale(Operand weighted) {
      Operand[] read = {weighted, spareLargest, largest};
      Shape space = weighted.shape();
      calls.run(
          backend,
          List.of("rescale", space),
          () -> {
            Expr m = AttentionTiles.Tile.bounded(input(2));
            return map(space, input(0).mul(input(1).sub(m).apply(UnaryFunction.EXP)), read);
          },
          read,
          weighted);
    }

    /** Stores the quotients, with heads beside each other. */
    private void finish(Operand weighted, Operand result) {
      Shape space = result.shape();
      calls.run(
          backend,
          List.of("divide", space),
          () -> {
            Expr l = input(1);
            Expr isNone = l.apply(BinaryFunction.EQ, l.number(0));
            Expr quotient = isNone.where(l.number(0), input(0).div(l));
            return new Kernel(
                space,
                List.of(AttentionTiles.turned(weighted), AttentionTiles.turned(sum)),
                List.of(Output.stored(quotient, space)));
          },
          new Operand[] {weighted, sum},
          result);
    }

    private void logarithm(Operand sums) {
      Operand[] read = {largest, sum};
      Shape space = sums.shape();
      calls.run(
          backend,
          List.of("logarithm", space),
          () -> {
            Expr m = AttentionTiles.Tile.bounded(input(0));
            return map(space, m.add(input(1).apply(UnaryFunction.LOG)), read);
          },
          read,
          sums);
    }

    private Expr input(int index) {
      return new Expr.Input(index, tiles.dtype());
    }

    private Kernel map(Shape space, Expr value, Operand[] read) {
      return Kernel.of(
          space,
          List.of(read).stream().map(Operand::spec).toList(),
          List.of(Output.stored(value, space)));
    }
  }
}
