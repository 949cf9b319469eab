package dev.jacobian.device.host.loop;

import dev.jacobian.device.Operand;

/** One thing that a kernel does, after what comes before it has been done. */
interface HostStep {
  /** Does it; the caller holds the operands. */
  void run(Operand[] inputs, double[] parameters, Operand[] outputs);
}
