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
import dev.jacobian.kernel.Reduction;
import dev.jacobian.shape.Shape;
import java.util.ArrayList;
import java.util.Collections;
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
    private final Shape one;
    private Operand largest;
    private Operand sum;
    private Operand spareLargest;
    private Operand spareSum;

    Row(Backend backend, Operand[] inputs, List<AttentionTiles.Tile> row) {
      this.backend = backend;
      this.inputs = inputs;
      this.row = row;
      this.one = row.get(0).space().withDim(3, 1);
      this.largest = scratch(one);
      this.sum = scratch(one);
      this.spareLargest = scratch(one);
      this.spareSum = scratch(one);
    }

    private Operand scratch(Shape shape) {
      return DeviceCalls.scratch(backend, tiles.dtype(), shape);
    }

    void run(Operand y, @Nullable Operand sums) {
      AttentionTiles.Tile first = row.get(0);
      Operand q = first.queries(inputs[0]);
      Shape shape = one.withDim(3, y.shape().dim(3));
      Operand weighted = scratch(shape);
      for (AttentionTiles.Tile tile : row) {
        if (tile.isHidden()) {
          continue;
        }
        boolean isFirst = tile.equals(first);
        try (MemoryScope scope = MemoryScope.open()) {
          Operand s = scratch(tile.space());
          Operand k = tile.keys(inputs[1]);
          backend.matmul(tiles.of().scale(), q, false, k, true, 0, s);
          Operand p = weights(tile, s, isFirst);
          if (!isFirst) {
            rescale(weighted);
          }
          Operand v = tile.keys(inputs[2]);
          backend.matmul(1, p, false, v, false, isFirst ? 0 : 1, weighted);
        }
      }
      finish(weighted, first.queries(y));
      if (sums != null) {
        logarithm(first.queries(sums));
      }
    }

    /**
     * Returns {@code e^(score - m)}, dropped out, with m and l changed to those up to this tile.
     */
    private Operand weights(AttentionTiles.Tile tile, Operand s, boolean isFirst) {
      List<Operand> read = new ArrayList<>(List.of(s));
      if (tiles.of().masked()) {
        read.add(tile.of(inputs[3]));
      }
      boolean drops = tiles.of().dropout() != 0;
      if (drops) {
        read.add(tile.dropout(backend, calls, inputs[inputs.length - 1]));
      }
      if (!isFirst) {
        Collections.addAll(read, largest, sum);
      }
      Operand p = scratch(tile.space());
      List<Operand> written = new ArrayList<>(List.of(spareLargest));
      if (!isFirst) {
        written.add(scratch(one));
      }
      Collections.addAll(written, spareSum, p);
      calls.run(
          backend,
          List.of(tile.key("softmax"), isFirst),
          () -> kernel(tile, read, drops, isFirst),
          read.toArray(Operand[]::new),
          written.toArray(Operand[]::new));
      Operand before = largest;
      largest = spareLargest;
      spareLargest = before;
      before = sum;
      sum = spareSum;
      spareSum = before;
      return p;
    }

    private Kernel kernel(
        AttentionTiles.Tile tile, List<Operand> read, boolean drops, boolean isFirst) {
      List<Load> loads = new ArrayList<>(List.of(tile.scores()));
      for (Operand operand : read.subList(1, read.size())) {
        loads.add(Load.of(operand.dtype(), operand.shape(), tile.space()));
      }
      int next = 0;
      Expr x = input(loads, next++);
      if (tiles.of().masked()) {
        x = AttentionTiles.Tile.masked(x, input(loads, next++));
      }
      Expr factor = drops ? input(loads, next++) : null;
      List<Output> outputs = new ArrayList<>();
      Expr top = isFirst ? x : x.apply(BinaryFunction.MAXIMUM, input(loads, next));
      outputs.add(Output.reduced(top, Reduction.MAX, KEYS));
      Expr m = AttentionTiles.Tile.bounded(new Expr.Reduced(0, tiles.dtype()));
      Expr power = x.sub(m).apply(UnaryFunction.EXP);
      outputs.add(Output.reduced(power, Reduction.SUM, KEYS));
      if (!isFirst) {
        Expr shrunk = input(loads, next).sub(m).apply(UnaryFunction.EXP);
        Expr total = input(loads, next + 1).mul(shrunk).add(new Expr.Reduced(1, tiles.dtype()));
        outputs.add(Output.reduced(total, Reduction.MAX, KEYS));
      }
      outputs.add(Output.stored(factor == null ? power : power.mul(factor), tile.space()));
      return new Kernel(tile.space(), loads, outputs);
    }

    private Expr input(List<Load> loads, int index) {
      return new Expr.Input(index, loads.get(index).dtype());
    }

    /** Multiplies sums of values that were made with the m before by {@code e^(m before - m)}. */
    private void rescale(Operand weighted) {
      Shape space = weighted.shape();
      Expr x = new Expr.Input(0, tiles.dtype());
      Expr before = new Expr.Input(1, tiles.dtype());
      Expr m = AttentionTiles.Tile.bounded(new Expr.Input(2, tiles.dtype()));
      Expr product = x.mul(before.sub(m).apply(UnaryFunction.EXP));
      map("rescale", space, product, weighted, weighted, spareLargest, largest);
    }

    private void finish(Operand weighted, Operand y) {
      Expr x = new Expr.Input(0, tiles.dtype());
      Expr l = new Expr.Input(1, tiles.dtype());
      Expr quotient = l.apply(BinaryFunction.EQ, l.number(0)).where(l.number(0), x.div(l));
      Operand result = DeviceCalls.turned(y);
      calls.run(
          backend,
          List.of("divide", result.shape()),
          () ->
              new Kernel(
                  result.shape(),
                  List.of(AttentionTiles.turned(weighted), AttentionTiles.turned(sum)),
                  List.of(Output.stored(quotient, result.shape()))),
          new Operand[] {weighted, sum},
          result);
    }

    private void logarithm(Operand sums) {
      Expr m = AttentionTiles.Tile.bounded(new Expr.Input(0, tiles.dtype()));
      Expr l = new Expr.Input(1, tiles.dtype());
      map("logarithm", one, m.add(l.apply(UnaryFunction.LOG)), sums, largest, sum);
    }

    private void map(String key, Shape space, Expr value, Operand output, Operand... read) {
      calls.run(
          backend,
          List.of(key, space),
          () ->
              Kernel.of(
                  space,
                  List.of(read).stream().map(Operand::spec).toList(),
                  List.of(Output.stored(value, space))),
          read,
          output);
    }
  }
}
