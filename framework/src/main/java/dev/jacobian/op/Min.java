package dev.jacobian.op;

import dev.jacobian.kernel.Reduction;
import dev.jacobian.shape.TensorSpec;
import java.util.List;

/**
 * Minimum over axes, which stay with size 1: {@code y = min x}; {@code dy} is shared evenly among
 * the elements equal to y. NaN if one is NaN, and then {@code dy} is shared among the NaNs: the
 * gradient of PyTorch's {@code torch.min(x)}, where {@code torch.amin} makes all of them NaN.
 * PyTorch equivalent: {@code torch.amin}.
 *
 * @param axes rising, counted from 0
 */
public record Min(List<Integer> axes) implements ReduceOp {
  /** Copies the list. */
  public Min {
    axes = List.copyOf(axes);
  }

  @Override
  public String name() {
    return "min";
  }

  @Override
  public double ofEqual(double element, long count) {
    return element;
  }

  @Override
  public TensorSpec infer(TensorSpec... inputs) {
    Axes.requireNumeric(name(), inputs[0]);
    Axes.requireElements(name(), inputs[0].shape(), axes);
    return new TensorSpec(Axes.reduced(inputs[0].shape(), axes), inputs[0].dtype());
  }

  @Override
  public Reduction reduction() {
    return Reduction.MIN;
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
    return Axes.shareAmongEqual(context, axes);
  }
}
