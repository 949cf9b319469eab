package dev.jacobian.op;

import dev.jacobian.kernel.Reducer;
import dev.jacobian.shape.TensorSpec;

/**
 * Running product along an axis: {@code y[i] = x[0] ... x[i]}. Products of int32 are int64, which
 * wrap around. With {@code s[i] = dy[i] + x[i+1] s[i+1]}, taken from the end, {@code dx[i] = y[i-1]
 * s[i]}: nothing is divided, so it is right where elements are 0, too. PyTorch equivalent: {@code
 * torch.cumprod}.
 *
 * @param axis counted from 0
 */
public record CumProd(int axis) implements ScanOp {
  @Override
  public String name() {
    return "cumprod";
  }

  @Override
  public Reducer reduction() {
    return Reducer.PRODUCT;
  }

  @Override
  public TensorSpec infer(TensorSpec... inputs) {
    Axes.requireNumeric(name(), inputs[0]);
    return new TensorSpec(inputs[0].shape(), Sum.resultOf(inputs[0].dtype(), false));
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
    OpBuilder b = context.builder();
    Value x = context.input(0);
    Value sums = context.gradient();
    long size = x.shape().dim(axis);
    if (size < 2) {
      return sums;
    }
    Value factors = part(b, x, 1, size - 1);
    // Each s takes in the one of as many behind it: Hillis and Steele, 1986.
    for (long width = 1; width < size; width *= 2) {
      long rest = size - width;
      Value grown = b.add(part(b, sums, 0, rest), b.mul(factors, part(b, sums, width, rest)));
      sums = b.apply(new Concat(axis), grown, part(b, sums, rest, width));
      if (rest > width) {
        factors = b.mul(part(b, factors, 0, rest - width), part(b, factors, width, rest - width));
      }
    }
    Value before = b.mul(part(b, context.output(), 0, size - 1), part(b, sums, 1, size - 1));
    return b.apply(new Concat(axis), part(b, sums, 0, 1), before);
  }

  private Value part(OpBuilder b, Value x, long start, long length) {
    return b.apply(new Slice(axis, start, length, 1), x);
  }
}
