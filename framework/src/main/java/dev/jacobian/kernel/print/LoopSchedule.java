package dev.jacobian.kernel.print;

import dev.jacobian.shape.DType;
import java.util.List;

/**
 * A kernel's values as loops that run one after the other.
 *
 * @param structure the values
 * @param passes the loops; usually there is one
 * @param scratch the types of the arrays that hold values between loops
 */
public record LoopSchedule(Structure structure, List<Pass> passes, List<DType> scratch) {
  /** Copies the lists. */
  public LoopSchedule {
    passes = List.copyOf(passes);
    scratch = List.copyOf(scratch);
  }
}
