package dev.jacobian.benchmarks.run;

import dev.jacobian.benchmarks.work.Workload;
import java.util.List;
import java.util.Set;

/** The environment of the processes that are measured. */
final class Environment {
  /** Variables that choose the kernels of OpenBLAS, which users do not have. */
  static final Set<String> UNSET = Set.of("OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE");

  /** Lets both Jacobian and PyTorch round the factors of products in float32 to TF32. */
  private static final String TF32 = "JACOBIAN_CUDA_TF32";

  /** TF32 has 11 bits, whose errors add up over twenty steps. */
  private static final double TF32_TOLERANCE = 1e-2;

  private Environment() {}

  /** Returns by which part of their size two contenders' results may differ here. */
  static double tolerance(Workload workload) {
    return Boolean.parseBoolean(System.getenv(TF32))
        ? Math.max(workload.tolerance(), TF32_TOLERANCE)
        : workload.tolerance();
  }

  /** Returns a process to start, with this environment but for {@link #UNSET}. */
  static ProcessBuilder process(List<String> command) {
    ProcessBuilder process = new ProcessBuilder(command);
    process.environment().keySet().removeAll(UNSET);
    return process;
  }
}
