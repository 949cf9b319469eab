package dev.jacobian.tensor;

import dev.jacobian.autograd.Autograd;
import dev.jacobian.op.Attention;
import dev.jacobian.shape.Broadcasting;
import dev.jacobian.shape.DType;
import dev.jacobian.shape.Shape;
import dev.jacobian.shape.ShapeException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Brings the operands of an attention, of any leading axes, to the four axes of the op. */
final class ScaledDotProduct {
  private ScaledDotProduct() {}

  static Tensor of(Tensor query, Tensor key, Tensor value, AttentionOptions options) {
    requireFit(query.shape(), key.shape(), value.shape());
    Shape leading =
        Broadcasting.broadcast(
            "scaledDotProductAttention",
            Broadcasting.broadcast(
                "scaledDotProductAttention", leading(query.shape()), leading(key.shape())),
            leading(value.shape()));
    List<Tensor> inputs = new ArrayList<>();
    for (Tensor x : List.of(query, key, value)) {
      inputs.add(stretched(x, leading).reshape(four(leading, x.size(-2), x.size(-1))));
    }
    if (options.mask() != null) {
      inputs.add(mask(options.mask(), leading, query.size(-2), key.size(-2)));
    }
    boolean forBackward =
        Autograd.isGradEnabled() && inputs.stream().anyMatch(Tensor::requiresGrad);
    if (options.dropout() != 0) {
      Generator generator =
          options.generator() == null ? Generator.threadDefault() : options.generator();
      inputs.add(Creation.uniform(generator, Shape.of(2), DType.FLOAT64, query.device()));
    }
    Attention op =
        new Attention(
            options.scale().orElse(1 / Math.sqrt((double) query.size(-1))),
            options.causal(),
            options.mask() != null,
            options.dropout(),
            forBackward);
    Tensor result = Tensor.apply(op, inputs.toArray(Tensor[]::new));
    long[] dims = join(leading, query.size(-2), value.size(-1));
    Shape whole = inputs.get(0).shape().withDim(3, value.size(-1));
    Tensor heads =
        (forBackward ? result.slice(0, 0, whole.size()) : result)
            .reshape(whole.dim(0), whole.dim(2), whole.dim(1), whole.dim(3))
            .permute(0, 2, 1, 3);
    return forBackward ? heads.reshape(dims) : Calls.own(heads, dims);
  }

  private static void requireFit(Shape q, Shape k, Shape v) {
    boolean fits =
        q.rank() >= 2
            && k.rank() >= 2
            && v.rank() >= 2
            && q.dim(-1) == k.dim(-1)
            && k.dim(-2) == v.dim(-2);
    if (!fits) {
      throw new ShapeException(
          "scaledDotProductAttention: query " + q + ", key " + k + ", value " + v,
          "[..., t, e], [..., s, e] and [..., s, v]");
    }
  }

  private static Shape leading(Shape shape) {
    return Shape.of(Arrays.copyOf(shape.dims(), shape.rank() - 2));
  }

  private static long[] join(Shape leading, long rows, long columns) {
    long[] dims = Arrays.copyOf(leading.dims(), leading.rank() + 2);
    dims[leading.rank()] = rows;
    dims[leading.rank() + 1] = columns;
    return dims;
  }

  private static Tensor stretched(Tensor x, Shape leading) {
    long[] full = join(leading, x.size(-2), x.size(-1));
    return Arrays.equals(full, x.shape().dims()) ? x : x.expand(full);
  }

  /** Returns the sizes with the leading axes as two, of which the last one stays. */
  private static long[] four(Shape leading, long rows, long columns) {
    int rank = leading.rank();
    long heads = rank < 2 ? 1 : leading.dim(-1);
    long entries = rank < 2 ? leading.size() : leading.product(0, rank - 1);
    return new long[] {entries, heads, rows, columns};
  }

  private static Tensor mask(Tensor mask, Shape leading, long queries, long keys) {
    Shape pairs = Shape.of(join(leading, queries, keys));
    if (!Broadcasting.isBroadcastable(mask.shape(), pairs)) {
      throw new ShapeException(
          "scaledDotProductAttention: mask " + mask.shape() + " for queries and keys " + pairs,
          "a shape that stretches to [..., t, s]",
          "unsqueeze it at its missing axes");
    }
    long[] dims = new long[pairs.rank()];
    Arrays.fill(dims, 1);
    int missing = pairs.rank() - mask.shape().rank();
    System.arraycopy(mask.shape().dims(), 0, dims, missing, mask.shape().rank());
    Shape own = leading(Shape.of(dims));
    long last = own.rank() < 2 ? 1 : own.dim(-1);
    boolean isStretched = own.size() == last;
    Tensor whole = mask.reshape(dims);
    if (own.rank() > 2 && !isStretched) {
      // Only some of the axes that become one may be of size 1.
      long[] entries = pairs.dims();
      System.arraycopy(dims, own.rank() - 1, entries, own.rank() - 1, 3);
      whole = whole.expand(entries);
      own = leading(Shape.of(entries));
    }
    int rank = pairs.rank();
    return whole.reshape(four(own, dims[rank - 2], dims[rank - 1]));
  }
}
