package dev.jacobian.kernel.java;

import dev.jacobian.shape.DType;
import java.util.Arrays;
import java.util.List;

/** Calls generated code of several loops with the arrays that it needs between them. */
final class ScratchBody implements KernelBody {
  private final KernelBody code;
  private final int results;
  private final List<DType> scratch;
  private final ScratchArrays arrays;

  /**
   * Makes a body.
   *
   * @param code wants the scratch arrays after the results
   * @param results the number of results
   * @param scratch the types of the values in the scratch arrays
   */
  ScratchBody(KernelBody code, int results, List<DType> scratch, ScratchArrays arrays) {
    this.code = code;
    this.results = results;
    this.scratch = scratch;
    this.arrays = arrays;
  }

  @Override
  public void compute(Object[] inputs, double[] parameters, Object[] outputs, int count) {
    Object[] all = arrays.append(outputs, results, scratch, count);
    try {
      code.compute(inputs, parameters, all, count);
    } finally {
      Arrays.fill(all, 0, results, null);
    }
  }
}
