package dev.jacobian.op;

import dev.jacobian.kernel.Reducer;
import java.util.List;

/**
 * Minimum over axes, which stay with size 1: {@code y = min x}; {@code dy} is shared evenly among
 * the elements equal to y. NaN if one is NaN, and then {@code dy} is shared among the NaNs: the
 * gradient of PyTorch's {@code torch.min(x)}, where {@code torch.amin} makes all of them NaN.
 * PyTorch equivalent: {@code torch.amin}.
 *
 * @param axes rising, counted from 0
 */
public record Min(List<Integer> axes) implements ExtremeOp {
  /** Copies the list. */
  public Min {
    axes = List.copyOf(axes);
  }

  @Override
  public String name() {
    return "min";
  }

  @Override
  public Reducer reduction() {
    return Reducer.MIN;
  }
}
