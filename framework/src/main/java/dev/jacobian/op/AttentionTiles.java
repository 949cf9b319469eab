package dev.jacobian.op;

import dev.jacobian.device.Backend;
import dev.jacobian.device.JavaArrays;
import dev.jacobian.device.Operand;
import dev.jacobian.device.random.RandomKind;
import dev.jacobian.device.random.RandomState;
import dev.jacobian.expr.BinaryFunction;
import dev.jacobian.expr.Expr;
import dev.jacobian.kernel.Bound;
import dev.jacobian.kernel.IndexMap;
import dev.jacobian.kernel.Kernel;
import dev.jacobian.kernel.Load;
import dev.jacobian.kernel.Output;
import dev.jacobian.shape.DType;
import dev.jacobian.shape.Layout;
import dev.jacobian.shape.Shape;
import dev.jacobian.shape.TensorSpec;
import java.lang.reflect.Array;
import java.util.ArrayList;
import java.util.List;

/**
 * The pairs of queries and keys of an attention, divided into tiles that fit a processor's cache.
 * The division follows from the shapes alone.
 *
 * @param of the attention
 * @param dtype type of all numbers
 * @param pairs {@code [n, h, t, s]}
 */
record AttentionTiles(Attention of, DType dtype, Shape pairs) {
  /** Queries of a tile. */
  private static final long QUERIES = 64;

  /** Keys of a tile. */
  private static final long KEYS = 512;

  /**
   * Pairs of a tile that has several entries of the first axis: 128 KiB of float32, of which
   * backward has four arrays.
   */
  private static final long PAIRS = 1 << 15;

  /** Returns the tiles of an attention, whose first inputs are queries and keys. */
  static AttentionTiles of(Attention of, List<TensorSpec> inputs) {
    TensorSpec q = inputs.get(0);
    return new AttentionTiles(of, q.dtype(), q.shape().withDim(3, inputs.get(1).shape().dim(2)));
  }

  /**
   * One tile.
   *
   * @param all the attention's
   * @param starts the first index along each axis
   * @param space the sizes
   * @param queries the rows of {@code [n, h, t, ...]} that are of the queries
   * @param keys the rows of {@code [n, h, s, ...]} that are of the keys
   * @param pairs memory for a number of each pair
   * @param column memory for a number of each query
   * @param turnedColumn the same with heads beside each other
   */
  record Tile(
      AttentionTiles all,
      List<Long> starts,
      Shape space,
      AttentionRows queries,
      AttentionRows keys,
      Scratch pairs,
      Scratch column,
      Scratch turnedColumn) {
    Tile(
        AttentionTiles all,
        List<Long> starts,
        Shape space,
        AttentionRows queries,
        AttentionRows keys) {
      this(
          all,
          starts,
          space,
          queries,
          keys,
          new Scratch(all.dtype, space),
          new Scratch(all.dtype, space.withDim(3, 1)),
          new Scratch(all.dtype, Attention.besideHeads(space.withDim(3, 1))));
    }

    /** Returns whether no query here sees a key. */
    boolean isHidden() {
      return all.of.causal() && above() < 0;
    }

    /** Returns by how much the last query is behind the first key. */
    private long above() {
      return starts.get(2) + space.dim(2) - 1 - starts.get(3);
    }

    /** Returns what is of this tile in an array that stretches to all pairs. */
    Operand of(Operand whole) {
      Operand part = whole;
      for (int axis = 0; axis < 4; axis++) {
        if (whole.shape().dim(axis) != 1) {
          part = DeviceCalls.slice(part, axis, starts.get(axis), space.dim(axis));
        }
      }
      return part;
    }

    /** Returns whether each query here sees each key, but for what a mask hides. */
    private boolean isWhole() {
      return !all.of.causal() || starts.get(2) - starts.get(3) >= space.dim(3) - 1;
    }

    /** Returns the load of the scores, which are -infinity where a query does not see a key. */
    Load scores() {
      IndexMap map = IndexMap.rowMajor(space);
      long start = starts.get(2) - starts.get(3);
      Bound isSeen = new Bound(start, List.of(0L, 0L, 1L, -1L), Bound.ENDLESS);
      return new Load(all.dtype, isWhole() ? map : map.within(isSeen, Double.NEGATIVE_INFINITY));
    }

    /** Returns what tells this tile's kernels from those of others. */
    Object key(String kernel) {
      return new Key(kernel, space, isWhole() ? Long.MAX_VALUE : above());
    }

    /** Returns the scores with the mask's part. */
    static Expr masked(Expr score, Expr mask) {
      return mask.dtype() == DType.BOOL
          ? mask.where(score, score.number(Double.NEGATIVE_INFINITY))
          : score.add(mask);
    }

    /** Returns a number that may be -infinity, as 0 then, so that it can be taken from others. */
    static Expr bounded(Expr x) {
      Expr none = x.number(Double.NEGATIVE_INFINITY);
      return x.apply(BinaryFunction.EQ, none).where(x.number(0), x);
    }

    /** Returns the factors of dropout, 0 or what makes up for the zeros. */
    Operand dropout(Backend backend, DeviceCalls calls, Operand seed) {
      Object numbers = JavaArrays.allocate(seed.dtype(), 2);
      seed.packed().download(numbers, 0);
      RandomState state =
          new RandomState(
              Double.doubleToLongBits(Array.getDouble(numbers, 0)),
              Double.doubleToLongBits(Array.getDouble(numbers, 1)),
              ordinal() * all.largest());
      Operand uniform = pairs.on(backend);
      backend.random(RandomKind.UNIFORM, state, uniform);
      double p = all.of.dropout();
      Expr u = new Expr.Input(0, all.dtype);
      Expr factor =
          u.apply(BinaryFunction.GE, u.number(p)).where(u.number(1 / (1 - p)), u.number(0));
      Operand factors = pairs.on(backend);
      calls.run(
          backend,
          List.of("dropout", space),
          () -> Kernel.of(space, List.of(uniform.spec()), List.of(Output.stored(factor, space))),
          new Operand[] {uniform},
          factors);
      return factors;
    }

    private long ordinal() {
      long rows = parts(all.pairs.dim(2), QUERIES);
      long columns = parts(all.pairs.dim(3), KEYS);
      return (starts.get(0) / all.entries() * rows + starts.get(2) / QUERIES) * columns
          + starts.get(3) / KEYS;
    }
  }

  private static long parts(long size, long most) {
    return (size + most - 1) / most;
  }

  private long largest() {
    return entries() * perEntry();
  }

  private long perEntry() {
    return pairs.dim(1) * Math.min(QUERIES, pairs.dim(2)) * Math.min(KEYS, pairs.dim(3));
  }

  /** Returns the entries of the first axis in a tile. */
  private long entries() {
    return Math.max(1, Math.min(pairs.dim(0), PAIRS / Math.max(1, perEntry())));
  }

  /**
   * Returns the tiles: of some entries of the first axis together rows of tiles with the same
   * queries.
   */
  List<List<List<Tile>>> all() {
    List<List<List<Tile>>> all = new ArrayList<>();
    for (long n = 0; n < pairs.dim(0); n += entries()) {
      List<AttentionRows> queries = rows(n, 2, QUERIES);
      List<AttentionRows> keys = rows(n, 3, KEYS);
      List<List<Tile>> rows = new ArrayList<>();
      for (AttentionRows some : queries) {
        rows.add(keys.stream().map(seen -> tile(some, seen)).toList());
      }
      all.add(rows);
    }
    return all;
  }

  private List<AttentionRows> rows(long n, int axis, long most) {
    long count = Math.min(entries(), pairs.dim(0) - n);
    long size = pairs.dim(axis);
    List<AttentionRows> rows = new ArrayList<>();
    for (long i = 0; i < size; i += most) {
      rows.add(new AttentionRows(n, count, i, Math.min(most, size - i)));
    }
    return rows;
  }

  private Tile tile(AttentionRows queries, AttentionRows keys) {
    Shape space = Shape.of(queries.entries(), pairs.dim(1), queries.rows(), keys.rows());
    List<Long> starts = List.of(queries.entry(), 0L, queries.row(), keys.row());
    return new Tile(this, starts, space, queries, keys);
  }

  private record Key(String kernel, Shape space, long above) {}

  /** Returns all rows of tiles with the same queries. */
  List<List<Tile>> rows() {
    return all().stream().flatMap(List::stream).toList();
  }

  /**
   * Returns the load of a packed array {@code [n, t, h, ...]} over a space {@code [n, h, t, ...]},
   * or the other way round.
   */
  static Load turned(Operand x) {
    long[] strides = Layout.packed(x.shape()).permute(DeviceCalls.TURNED).strides();
    for (int axis = 0; axis < strides.length; axis++) {
      int from = DeviceCalls.TURNED.get(axis);
      strides[axis] = x.shape().dim(from) == 1 ? 0 : strides[axis];
    }
    return new Load(x.dtype(), IndexMap.of(0, strides));
  }
}
