package dev.jacobian.device.nd4j;

import java.util.List;
import java.util.Optional;

/**
 * What was found of CUDA on this machine and in this process.
 *
 * @param jarVersion the CUDA version of ND4J's backend on the class path, such as {@code 11.6};
 *     empty if there is no such backend
 * @param libraryProblem why CUDA's runtime library does not load, such as a missing driver; empty
 *     if it does
 * @param gpus the GPUs that the driver shows, by index
 */
public record CudaFacts(
    Optional<String> jarVersion, Optional<String> libraryProblem, List<Gpu> gpus) {

  /**
   * A GPU.
   *
   * @param name what the driver calls it
   * @param major first number of its compute capability
   * @param minor second number of its compute capability
   */
  public record Gpu(String name, int major, int minor) {
    /** Returns the compute capability, such as {@code 8.6}. */
    public String capability() {
      return major + "." + minor;
    }
  }

  /** Copies the list. */
  public CudaFacts {
    gpus = List.copyOf(gpus);
  }

  /**
   * Returns what is here, found at the first call. Loads CUDA's runtime library if ND4J's CUDA
   * backend is on the class path, and never ND4J.
   */
  public static CudaFacts find() {
    return CudaProbe.find();
  }
}
