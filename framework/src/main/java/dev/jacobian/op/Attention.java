package dev.jacobian.op;

import dev.jacobian.expr.UnaryFunction;
import dev.jacobian.shape.AutogradException;
import dev.jacobian.shape.Broadcasting;
import dev.jacobian.shape.DType;
import dev.jacobian.shape.DTypeException;
import dev.jacobian.shape.DTypeHints;
import dev.jacobian.shape.Shape;
import dev.jacobian.shape.ShapeException;
import dev.jacobian.shape.TensorSpec;
import java.util.Arrays;
import java.util.List;

/**
 * Scaled dot-product attention: {@code Y = P V} with {@code P = softmax(scale Q K^T + mask)} over
 * keys, of which the matrix P of all queries and keys is never kept. With {@code D = sum(dY * Y)}
 * over features and {@code dS = P * (dY V^T - D)}: {@code dQ = scale dS K}, {@code dK = scale dS^T
 * Q}, {@code dV = P^T dY}, {@code dmask = dS}. A query without keys gives 0. Sources: Vaswani et
 * al., NeurIPS 2017; Dao et al., "FlashAttention", NeurIPS 2022. PyTorch equivalent: {@code
 * scaled_dot_product_attention}.
 *
 * <p>Inputs: queries {@code [n, h, t, e]}, keys {@code [n, h, s, e]}, values {@code [n, h, s, v]};
 * a mask that stretches to {@code [n, h, t, s]}, if there is one: bool, true where a query sees a
 * key, or numbers that are added; with dropout a seed, two numbers of {@code [0, 1)} from which all
 * of its choices are made. The result is {@code [n, t, h, v]}; where gradients are wanted, these
 * elements one after another, and after them the logarithm of each query's sum, {@code [n, h, t]},
 * which backward reads: {@code P = exp(S - logSumExp)}. Heads lie beside each other in the result,
 * as the layer behind them reads it, and inputs are read where they lie; so heads that one product
 * has made are never copied.
 *
 * @param scale factor of the products
 * @param causal whether query i sees the keys up to i only
 * @param masked whether there is a mask
 * @param dropout the probability with which an element of P becomes 0, in [0, 1); the others are
 *     divided by one less it
 * @param forBackward whether the logarithms are part of the result
 */
public record Attention(
    double scale, boolean causal, boolean masked, double dropout, boolean forBackward)
    implements Op {
  @Override
  public String name() {
    return "attention";
  }

  @Override
  public String settings() {
    return "scale="
        + scale
        + (causal ? ", causal" : "")
        + (dropout == 0 ? "" : ", dropout=" + dropout);
  }

  @Override
  public TensorSpec infer(TensorSpec... inputs) {
    TensorSpec q = inputs[0];
    TensorSpec k = inputs[1];
    TensorSpec v = inputs[2];
    if (!q.dtype().isFloating() || q.dtype() != k.dtype() || q.dtype() != v.dtype()) {
      throw new DTypeException(
          "attention: query " + q + ", key " + k + ", value " + v,
          "three floating-point tensors of one dtype",
          q.dtype().isFloating()
              ? DTypeHints.toOne(q.dtype(), q.dtype() == k.dtype() ? v.dtype() : k.dtype())
              : DTypeHints.toFloating(q.dtype()));
    }
    boolean fits = q.shape().rank() == 4 && k.shape().rank() == 4 && v.shape().rank() == 4;
    for (int axis = 0; fits && axis < 2; axis++) {
      long size = q.shape().dim(axis);
      fits = k.shape().dim(axis) == size && v.shape().dim(axis) == size;
    }
    if (!fits || q.shape().dim(3) != k.shape().dim(3) || k.shape().dim(2) != v.shape().dim(2)) {
      throw new ShapeException(
          "attention: query " + q.shape() + ", key " + k.shape() + ", value " + v.shape(),
          "[n, h, t, e], [n, h, s, e] and [n, h, s, v]");
    }
    Shape pairs = q.shape().withDim(3, k.shape().dim(2));
    if (masked) {
      requireMask(inputs[3], new TensorSpec(pairs, q.dtype()));
    }
    Shape result = besideHeads(q.shape().withDim(3, v.shape().dim(3)));
    return new TensorSpec(
        forBackward ? Shape.of(result.size() + result.product(0, 3)) : result, q.dtype());
  }

  /** Returns the shape {@code [n, t, h, e]} of an array {@code [n, h, t, e]}. */
  static Shape besideHeads(Shape shape) {
    return shape.withDim(1, shape.dim(2)).withDim(2, shape.dim(1));
  }

  private static void requireMask(TensorSpec mask, TensorSpec pairs) {
    if (mask.dtype() != DType.BOOL && mask.dtype() != pairs.dtype()) {
      throw new DTypeException(
          "attention: mask " + mask + " for a query of " + pairs.dtype(),
          "bool, true where a query sees a key, or " + pairs.dtype() + " that is added",
          "cast the mask");
    }
    if (mask.shape().rank() != 4 || !Broadcasting.isBroadcastable(mask.shape(), pairs.shape())) {
      throw new ShapeException(
          "attention: mask " + mask.shape() + " for queries and keys " + pairs.shape(),
          "a shape that stretches to [n, h, t, s]");
    }
  }

  @Override
  public Lowering lower(List<TensorSpec> inputs, TensorSpec output) {
    return new AttentionForward(AttentionTiles.of(this, inputs));
  }

  @Override
  public boolean takesLayouts() {
    return true;
  }

  @Override
  public boolean isDifferentiable(int index) {
    return index < (masked ? 4 : 3);
  }

  @Override
  public boolean usesInput(int input, int gradient) {
    return true;
  }

  @Override
  public boolean usesOutput(int gradient) {
    return true;
  }

  @Override
  public Value gradient(int index, GradientContext context) {
    if (!forBackward) {
      throw new AutogradException(
          "backward of an attention that has kept nothing for it",
          "forBackward where a gradient is wanted");
    }
    if (index == 3 || context.isDifferentiatedAgain()) {
      return composed(index, context);
    }
    OpBuilder b = context.builder();
    Value all = context.once(() -> gradients(context));
    long start = 0;
    for (int i = 0; i < index; i++) {
      start += context.inputSpec(i).shape().size();
    }
    return turnedPart(b, all, start, context.inputSpec(index).shape());
  }

  private Value gradients(GradientContext context) {
    Value[] inputs = new Value[context.inputCount() + 3];
    for (int i = 0; i < context.inputCount(); i++) {
      inputs[i] = context.input(i);
    }
    OpBuilder b = context.builder();
    Shape queries = context.inputSpec(0).shape();
    Shape result = besideHeads(queries.withDim(3, context.inputSpec(2).shape().dim(3)));
    inputs[inputs.length - 3] = context.output();
    inputs[inputs.length - 2] = part(b, context.gradient(), 0, result);
    inputs[inputs.length - 1] = part(b, context.gradient(), result.size(), queries.withDim(3, 1));
    return b.apply(new AttentionGradient(this), inputs);
  }

  /** Returns the array {@code [n, h, t, e]} that a part of a flat one is as [n, t, h, e]. */
  private static Value turnedPart(OpBuilder b, Value whole, long start, Shape shape) {
    return b.apply(new Permute(DeviceCalls.TURNED), part(b, whole, start, besideHeads(shape)));
  }

  /** Returns an array that is a part of a flat one. */
  static Value part(OpBuilder b, Value whole, long start, Shape shape) {
    return b.reshape(b.apply(new Slice(0, start, shape.size(), 1), whole), shape);
  }

  /** Returns the gradient by ops that have gradients, with all of P in memory. */
  private Value composed(int index, GradientContext context) {
    OpBuilder b = context.builder();
    Value q = context.input(0);
    Value k = context.input(1);
    Value v = context.input(2);
    Shape result = q.shape().withDim(3, v.shape().dim(3));
    Shape rows = q.shape().withDim(3, 1);
    Value y = turnedPart(b, context.output(), 0, result);
    Value dy = turnedPart(b, context.gradient(), 0, result);
    Value sums = part(b, context.output(), result.size(), rows);
    Value dSums = part(b, context.gradient(), result.size(), rows);
    Value bounded =
        b.where(b.gt(sums, b.scalar(Double.NEGATIVE_INFINITY, q)), sums, b.scalar(0, q));
    Value p = b.unary(UnaryFunction.EXP, b.sub(scores(context, q, k), bounded));
    Value kept = dropout == 0 ? null : kept(context, p);
    if (index == 2) {
      return product(b, kept == null ? p : b.mul(p, kept), true, dy, false);
    }
    Value dp = product(b, dy, false, v, true);
    Value d = b.sub(b.sum(b.mul(dy, y), List.of(3)), dSums);
    Value ds = b.mul(p, b.sub(kept == null ? dp : b.mul(dp, kept), d));
    return switch (index) {
      case 0 -> b.mul(product(b, ds, false, k, false), scale);
      case 1 -> b.mul(product(b, ds, true, q, false), scale);
      default -> ds;
    };
  }

  private Value kept(GradientContext context, Value p) {
    Value seed = context.input(context.inputCount() - 1);
    return context.builder().apply(new AttentionDropout(this, p.spec()), seed);
  }

  private Value scores(GradientContext context, Value q, Value k) {
    OpBuilder b = context.builder();
    Value s = b.mul(product(b, q, false, k, true), scale);
    Value hidden = b.scalar(Double.NEGATIVE_INFINITY, s);
    if (masked) {
      Value mask = context.input(3);
      s = mask.dtype() == DType.BOOL ? b.where(mask, s, hidden) : b.add(s, mask);
    }
    if (causal && s.shape().size() > 0) {
      Value one = b.apply(new Slice(0, 0, 1, 1), b.apply(new Slice(1, 0, 1, 1), s));
      Value ones = b.fillLike(one, 1);
      Value isSeen = b.ge(b.apply(new CumSum(2, false), ones), b.apply(new CumSum(3, false), ones));
      s = b.where(isSeen, s, hidden);
    }
    return s;
  }

  /** Returns the products of the matrices in the last two axes. */
  private static Value product(OpBuilder b, Value x, boolean turnX, Value y, boolean turnY) {
    Value product = b.matmul(matrices(b, x), turnX, matrices(b, y), turnY);
    long[] dims = Arrays.copyOf(x.shape().dims(), 4);
    dims[2] = product.shape().dim(1);
    dims[3] = product.shape().dim(2);
    return b.reshape(product, Shape.of(dims));
  }

  private static Value matrices(OpBuilder b, Value x) {
    Shape shape = x.shape();
    return b.reshape(x, Shape.of(shape.product(0, 2), shape.dim(2), shape.dim(3)));
  }
}
