package dev.jacobian.op;

import dev.jacobian.device.Backend;
import dev.jacobian.device.MemoryScope;
import dev.jacobian.device.Operand;
import dev.jacobian.expr.Expr;
import dev.jacobian.expr.UnaryFunction;
import dev.jacobian.kernel.Kernel;
import dev.jacobian.kernel.Load;
import dev.jacobian.kernel.Output;
import dev.jacobian.kernel.Reducer;
import dev.jacobian.shape.Shape;
import java.util.ArrayList;
import java.util.List;

/**
 * Computes an {@link AttentionGradient} tile by tile: the weights P follow again from the kept
 * logarithms.
 */
record AttentionBackward(
    AttentionTiles tiles, List<List<List<AttentionTiles.Tile>>> all, DeviceCalls calls)
    implements Lowering.OfCalls {
  AttentionBackward(AttentionTiles tiles) {
    this(tiles, tiles.all(), new DeviceCalls());
  }

  @Override
  public void run(Backend backend, Operand[] inputs, Operand output) {
    long start = 0;
    Operand[] gradients = new Operand[3];
    for (int i = 0; i < 3; i++) {
      Shape shape = Attention.besideHeads(inputs[i].shape());
      gradients[i] = DeviceCalls.turned(DeviceCalls.part(output, start, shape));
      start += inputs[i].shape().size();
    }
    if (tiles.pairs().size() == 0) {
      calls.run(backend, "fill", () -> Kernel.filled(output.spec(), 0), new Operand[0], output);
      return;
    }
    try (MemoryScope whole = MemoryScope.open()) {
      Arrays arrays = arrays(inputs);
      backend.inParts(
          all.size(),
          part -> {
            try (MemoryScope scope = MemoryScope.open()) {
              new Entries(backend, inputs, arrays, all.get(part)).run(gradients);
            }
          });
    }
  }

  /** What is read besides the inputs of the attention, with heads in front of places. */
  private record Arrays(Operand y, Operand sums, Operand dy, Operand dSums) {}

  private static Arrays arrays(Operand[] inputs) {
    int own = inputs.length - 3;
    Operand result = inputs[own].packed();
    Operand dy = inputs[own + 1];
    Operand dSums = inputs[own + 2];
    return new Arrays(
        DeviceCalls.turned(DeviceCalls.part(result, 0, dy.shape())),
        DeviceCalls.part(result, dy.shape().size(), dSums.shape()),
        DeviceCalls.turned(dy),
        dSums);
  }

  /** The tiles of some entries of the first axis. */
  private final class Entries {
    private final Backend backend;
    private final Operand[] inputs;
    private final List<List<AttentionTiles.Tile>> rows;
    private final Arrays arrays;

    Entries(
        Backend backend, Operand[] inputs, Arrays arrays, List<List<AttentionTiles.Tile>> rows) {
      this.backend = backend;
      this.inputs = inputs;
      this.arrays = arrays;
      this.rows = rows;
    }

    void run(Operand[] gradients) {
      List<Operand> dk = new ArrayList<>();
      List<Operand> dv = new ArrayList<>();
      for (AttentionTiles.Tile tile : rows.get(0)) {
        dk.add(tile.keys().scratch(backend, gradients[1]));
        dv.add(tile.keys().scratch(backend, gradients[2]));
      }
      boolean[] isStarted = new boolean[dk.size()];
      for (List<AttentionTiles.Tile> row : rows) {
        try (MemoryScope scope = MemoryScope.open()) {
          AttentionRows queries = row.get(0).queries();
          Operand dq = queries.scratch(backend, gradients[0]);
          Operand d = rowSums(row.get(0));
          for (int j = 0; j < row.size(); j++) {
            AttentionTiles.Tile tile = row.get(j);
            if (!tile.isHidden()) {
              add(tile, d, dq, j > 0, dk.get(j), dv.get(j), isStarted[j]);
              isStarted[j] = true;
            }
          }
          backend.copy(dq, queries.of(gradients[0]));
        }
      }
      for (int j = 0; j < isStarted.length; j++) {
        AttentionTiles.Tile tile = rows.get(0).get(j);
        store(dk.get(j), isStarted[j], tile.keys().of(gradients[1]));
        store(dv.get(j), isStarted[j], tile.keys().of(gradients[2]));
      }
    }

    /** Stores the gradient of keys, which is 0 if no query sees them. */
    private void store(Operand sum, boolean isStarted, Operand target) {
      if (!isStarted) {
        calls.run(
            backend,
            List.of("fill", sum.shape()),
            () -> Kernel.filled(sum.spec(), 0),
            new Operand[0],
            sum);
      }
      backend.copy(sum, target);
    }

    /** Returns {@code sum(dy * y)} of each query, {@code [n, t, h, 1]}. */
    private Operand rowSums(AttentionTiles.Tile tile) {
      Operand[] read = {tile.queries().turned(arrays.dy), tile.queries().turned(arrays.y)};
      Shape space = read[0].shape();
      Operand d = tile.turnedColumn().on(backend);
      calls.run(
          backend,
          List.of("rowSums", space),
          () -> {
            Expr product = new Expr.Input(0, tiles.dtype()).mul(new Expr.Input(1, tiles.dtype()));
            return Kernel.of(
                space,
                List.of(read[0].spec(), read[1].spec()),
                List.of(Output.reduced(product, Reducer.SUM, List.of(3))));
          },
          read,
          d);
      return d;
    }

    private void add(
        AttentionTiles.Tile tile,
        Operand d,
        Operand dq,
        boolean addsToQueries,
        Operand dk,
        Operand dv,
        boolean addsToKeys) {
      try (MemoryScope scope = MemoryScope.open()) {
        double scale = tiles.of().scale();
        Operand q = tile.queries().of(inputs[0]);
        Operand k = tile.keys().of(inputs[1]);
        Operand v = tile.keys().of(inputs[2]);
        Operand gradient = tile.queries().of(arrays.dy);
        Operand s = tile.pairs().on(backend);
        Operand dp = tile.pairs().on(backend);
        backend.matmul(scale, q, false, k, true, 0, s);
        backend.matmul(1, gradient, false, v, true, 0, dp);
        boolean masked = tiles.of().masked();
        boolean drops = tiles.of().dropout() != 0;
        Operand[] read = new Operand[5 + (masked ? 1 : 0) + (drops ? 1 : 0)];
        read[0] = s;
        read[1] = dp;
        read[2] = tile.queries().of(arrays.sums);
        read[3] = d;
        read[4] = tile.queries().of(arrays.dSums);
        if (masked) {
          read[5] = tile.of(inputs[3]);
        }
        if (drops) {
          read[read.length - 1] = tile.dropout(backend, calls, inputs[inputs.length - 4]);
        }
        Operand p = tile.pairs().on(backend);
        Operand ds = tile.pairs().on(backend);
        calls.run(backend, tile.key("gradient"), () -> kernel(tile, read), read, p, ds);
        double beforeKeys = addsToKeys ? 1 : 0;
        double beforeQueries = addsToQueries ? 1 : 0;
        backend.matmul(1, p, true, gradient, false, beforeKeys, dv);
        backend.matmul(scale, ds, true, q, false, beforeKeys, dk);
        backend.matmul(scale, ds, false, k, false, beforeQueries, dq);
      }
    }

    private Kernel kernel(AttentionTiles.Tile tile, Operand[] read) {
      List<Load> loads = new ArrayList<>(List.of(tile.scores()));
      for (int i = 1; i < read.length; i++) {
        loads.add(
            i == 3
                ? AttentionTiles.turned(read[i])
                : Load.of(read[i].dtype(), read[i].shape(), tile.space()));
      }
      Expr[] x = new Expr[loads.size()];
      for (int i = 0; i < x.length; i++) {
        x[i] = new Expr.Input(i, loads.get(i).dtype());
      }
      Expr score = tiles.of().masked() ? AttentionTiles.Tile.masked(x[0], x[5]) : x[0];
      Expr p = score.sub(AttentionTiles.Tile.bounded(x[2])).apply(UnaryFunction.EXP);
      Expr factor = tiles.of().dropout() == 0 ? null : x[x.length - 1];
      Expr dp = factor == null ? x[1] : x[1].mul(factor);
      Expr ds = p.mul(dp.sub(x[3].sub(x[4])));
      return new Kernel(
          tile.space(),
          loads,
          List.of(
              Output.stored(factor == null ? p : p.mul(factor), tile.space()),
              Output.stored(ds, tile.space())));
    }
  }
}
