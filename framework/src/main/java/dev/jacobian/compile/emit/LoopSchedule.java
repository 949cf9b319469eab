package dev.jacobian.compile.emit;

import dev.jacobian.shape.DType;
import java.util.List;

/**
 * A kernel's values as loops that run one after the other.
 *
 * @param structure the values
 * @param passes the loops; usually there is one
 * @param scratch the types of the arrays that hold values between loops
 */
record LoopSchedule(Structure structure, List<Pass> passes, List<DType> scratch) {
  LoopSchedule {
    passes = List.copyOf(passes);
    scratch = List.copyOf(scratch);
  }
}
