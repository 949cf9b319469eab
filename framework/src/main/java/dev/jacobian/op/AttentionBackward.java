package dev.jacobian.op;

import dev.jacobian.device.Backend;
import dev.jacobian.device.MemoryScope;
import dev.jacobian.device.Operand;
import dev.jacobian.expr.Expr;
import dev.jacobian.expr.UnaryFunction;
import dev.jacobian.kernel.Kernel;
import dev.jacobian.kernel.Load;
import dev.jacobian.kernel.Output;
import dev.jacobian.kernel.Reduction;
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
    backend.inParts(
        all.size(),
        part -> {
          try (MemoryScope scope = MemoryScope.open()) {
            new Entries(backend, inputs, all.get(part)).run(gradients);
          }
        });
  }

  /** The tiles of some entries of the first axis. */
  private final class Entries {
    private final Backend backend;
    private final Operand[] inputs;
    private final List<List<AttentionTiles.Tile>> rows;
    private final int own;
    private final Operand y;
    private final Operand sums;
    private final Operand dy;
    private final Operand dSums;

    Entries(Backend backend, Operand[] inputs, List<List<AttentionTiles.Tile>> rows) {
      this.backend = backend;
      this.inputs = inputs;
      this.rows = rows;
      this.own = inputs.length - 3;
      this.dy = DeviceCalls.turned(inputs[own + 1]);
      this.dSums = inputs[own + 2];
      Operand result = inputs[own].packed();
      Shape shape = inputs[own + 1].shape();
      this.y = DeviceCalls.turned(DeviceCalls.part(result, 0, shape));
      this.sums = DeviceCalls.part(result, shape.size(), dSums.shape());
    }

    private Operand scratch(Shape shape) {
      return DeviceCalls.scratch(backend, tiles.dtype(), shape);
    }

    void run(Operand[] gradients) {
      List<Operand> dk = new ArrayList<>();
      List<Operand> dv = new ArrayList<>();
      for (AttentionTiles.Tile tile : rows.get(0)) {
        dk.add(scratch(tile.keys(gradients[1]).shape()));
        dv.add(scratch(tile.keys(gradients[2]).shape()));
      }
      boolean[] isStarted = new boolean[dk.size()];
      for (List<AttentionTiles.Tile> row : rows) {
        try (MemoryScope scope = MemoryScope.open()) {
          Operand dq = scratch(row.get(0).queries(inputs[0]).shape());
          Operand d = rowSums(row.get(0));
          for (int j = 0; j < row.size(); j++) {
            AttentionTiles.Tile tile = row.get(j);
            if (!tile.isHidden()) {
              add(tile, d, dq, j > 0, dk.get(j), dv.get(j), isStarted[j]);
              isStarted[j] = true;
            }
          }
          backend.copy(dq, row.get(0).queries(gradients[0]));
        }
      }
      for (int j = 0; j < isStarted.length; j++) {
        AttentionTiles.Tile tile = rows.get(0).get(j);
        store(dk.get(j), isStarted[j], tile.keys(gradients[1]));
        store(dv.get(j), isStarted[j], tile.keys(gradients[2]));
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
      Operand[] read = {DeviceCalls.turned(tile.queries(dy)), DeviceCalls.turned(tile.queries(y))};
      Shape space = read[0].shape();
      Operand d = scratch(space.withDim(3, 1));
      Expr product = new Expr.Input(0, tiles.dtype()).mul(new Expr.Input(1, tiles.dtype()));
      calls.run(
          backend,
          List.of("rowSums", space),
          () ->
              Kernel.of(
                  space,
                  List.of(read[0].spec(), read[1].spec()),
                  List.of(Output.reduced(product, Reduction.SUM, List.of(3)))),
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
        Operand q = tile.queries(inputs[0]);
        Operand k = tile.keys(inputs[1]);
        Operand v = tile.keys(inputs[2]);
        Operand gradient = tile.queries(dy);
        Operand s = scratch(tile.space());
        Operand dp = scratch(tile.space());
        backend.matmul(scale, q, false, k, true, 0, s);
        backend.matmul(1, gradient, false, v, true, 0, dp);
        List<Operand> read =
            new ArrayList<>(List.of(s, dp, tile.queries(sums), d, tile.queries(dSums)));
        if (tiles.of().masked()) {
          read.add(tile.of(inputs[3]));
        }
        if (tiles.of().dropout() != 0) {
          read.add(tile.dropout(backend, calls, inputs[own - 1]));
        }
        Operand p = scratch(tile.space());
        Operand ds = scratch(tile.space());
        calls.run(
            backend,
            tile.key("gradient"),
            () -> kernel(tile, read),
            read.toArray(Operand[]::new),
            p,
            ds);
        double beforeKeys = addsToKeys ? 1 : 0;
        double beforeQueries = addsToQueries ? 1 : 0;
        backend.matmul(1, p, true, gradient, false, beforeKeys, dv);
        backend.matmul(scale, ds, true, q, false, beforeKeys, dk);
        backend.matmul(scale, ds, false, k, false, beforeQueries, dq);
      }
    }

    private Kernel kernel(AttentionTiles.Tile tile, List<Operand> read) {
      List<Load> loads = new ArrayList<>(List.of(tile.scores()));
      for (Operand operand : read.subList(1, read.size())) {
        loads.add(
            loads.size() == 3
                ? AttentionTiles.turned(operand)
                : Load.of(operand.dtype(), operand.shape(), tile.space()));
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
