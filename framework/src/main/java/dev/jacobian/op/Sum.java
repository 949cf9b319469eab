package dev.jacobian.op;

import dev.jacobian.kernel.Reducer;
import dev.jacobian.shape.DType;
import dev.jacobian.shape.TensorSpec;
import java.util.List;

/**
 * Sum over axes, which stay with size 1: {@code y = sum x}; {@code dx = dy}, stretched along them.
 * Sums of int32 are int64, as in PyTorch; int64 wraps around.
 *
 * @param axes rising, counted from 0
 * @param isWide whether a sum of float32 is added up in float64 and given so; PyTorch's {@code
 *     sum(dtype=torch.float64)}
 */
public record Sum(List<Integer> axes, boolean isWide) implements ReduceOp {
  /** Copies the list. */
  public Sum {
    axes = List.copyOf(axes);
  }

  /** Makes a sum of the input's type, but for int32. */
  public Sum(List<Integer> axes) {
    this(axes, false);
  }

  @Override
  public String name() {
    return "sum";
  }

  @Override
  public double ofEqual(double element, long count) {
    return element * count;
  }

  @Override
  public TensorSpec infer(TensorSpec... inputs) {
    Axes.requireNumeric(name(), inputs[0]);
    return new TensorSpec(
        Axes.reduced(inputs[0].shape(), axes), resultOf(inputs[0].dtype(), isWide));
  }

  /** Returns the type of sums, in which they are added up. */
  static DType resultOf(DType input, boolean isWide) {
    return switch (input) {
      case INT32 -> DType.INT64;
      case FLOAT32 -> isWide ? DType.FLOAT64 : input;
      case FLOAT64, INT64, BOOL -> input;
    };
  }

  @Override
  public Reducer reduction() {
    return Reducer.SUM;
  }

  @Override
  public Value gradient(int index, GradientContext context) {
    OpBuilder b = context.builder();
    TensorSpec input = context.inputSpec(0);
    return b.expand(b.cast(context.gradient(), input.dtype()), input.shape());
  }
}
