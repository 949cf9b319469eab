package dev.jacobian.device.host.loop;

import dev.jacobian.device.Operand;
import dev.jacobian.device.PreparedKernel;
import java.util.List;

/**
 * A kernel as steps: one walk over its positions, or several if no single order suits all of its
 * outputs.
 */
final class HostKernel implements PreparedKernel {
  private final HostStep[] steps;

  /**
   * Makes a kernel.
   *
   * @param steps in their order: the one that stores values, and so may write to an input, last
   */
  HostKernel(List<? extends HostStep> steps) {
    this.steps = steps.toArray(new HostStep[0]);
  }

  @Override
  public void runHeld(Operand[] inputs, double[] parameters, Operand[] outputs) {
    for (HostStep step : steps) {
      step.run(inputs, parameters, outputs);
    }
  }
}
