package dev.jacobian.benchmarks.run;

import java.util.List;
import java.util.Set;

/** The environment of the processes that are measured. */
final class Environment {
  /** Variables that choose the kernels of OpenBLAS, which users do not have. */
  static final Set<String> UNSET = Set.of("OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE");

  private Environment() {}

  /** Returns a process to start, with this environment but for {@link #UNSET}. */
  static ProcessBuilder process(List<String> command) {
    ProcessBuilder process = new ProcessBuilder(command);
    process.environment().keySet().removeAll(UNSET);
    return process;
  }
}
