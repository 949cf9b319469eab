package dev.jacobian.device.host;

import dev.jacobian.device.Operand;
import dev.jacobian.device.PreparedKernel;

/** A kernel as one walk over its positions, or several if no single order suits all reductions. */
final class HostKernel implements PreparedKernel {
  private final BlockPass[] passes;

  /**
   * Makes a kernel.
   *
   * @param passes in their order: the one that stores values, and so may write to an input, last
   */
  HostKernel(BlockPass[] passes) {
    this.passes = passes;
  }

  @Override
  public void runHeld(Operand[] inputs, double[] parameters, Operand[] outputs) {
    for (BlockPass pass : passes) {
      pass.run(inputs, parameters, outputs);
    }
  }
}
