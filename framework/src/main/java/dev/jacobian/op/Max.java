package dev.jacobian.op;

import dev.jacobian.kernel.Reducer;
import java.util.List;

/**
 * Maximum over axes, which stay with size 1: {@code y = max x}; {@code dy} is shared evenly among
 * the elements equal to y. NaN if one is NaN, and then {@code dy} is shared among the NaNs: the
 * gradient of PyTorch's {@code torch.max(x)}, where {@code torch.amax} makes all of them NaN.
 * PyTorch equivalent: {@code torch.amax}.
 *
 * @param axes rising, counted from 0
 */
public record Max(List<Integer> axes) implements ExtremeOp {
  /** Copies the list. */
  public Max {
    axes = List.copyOf(axes);
  }

  @Override
  public String name() {
    return "max";
  }

  @Override
  public Reducer reduction() {
    return Reducer.MAX;
  }
}
