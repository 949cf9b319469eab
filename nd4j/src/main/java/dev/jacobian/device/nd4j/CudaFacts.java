package dev.jacobian.device.nd4j;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What was found of CUDA on this machine and in this process.
 *
 * @param jarVersion the CUDA version of ND4J's backend on the class path, such as {@code 11.6};
 *     empty if there is no such backend
 * @param libraryProblem why CUDA's runtime library does not load, such as a missing driver; empty
 *     if it does
 * @param gpus the GPUs that the driver shows, by index
 */
record CudaFacts(Optional<String> jarVersion, Optional<String> libraryProblem, List<Gpu> gpus) {

  /**
   * A GPU.
   *
   * @param name what the driver calls it
   * @param major first number of its compute capability
   * @param minor second number of its compute capability
   */
  record Gpu(String name, int major, int minor) {
    /** Returns the compute capability, such as {@code 8.6}. */
    String capability() {
      return major + "." + minor;
    }
  }

  /** Copies the list. */
  CudaFacts {
    gpus = List.copyOf(gpus);
  }

  /** Returns these facts as lines of a report, by subject. */
  Map<String, String> findings() {
    Map<String, String> found = new LinkedHashMap<>();
    found.put(
        "CUDA in ND4J",
        jarVersion
                .map(version -> "version " + version)
                .orElse("not on the class path (build with -Pcuda)")
            + libraryProblem.map(problem -> "; its library does not load: " + problem).orElse(""));
    String seen =
        gpus.stream()
            .map(gpu -> gpu.name() + " (compute capability " + gpu.capability() + ")")
            .collect(Collectors.joining(", "));
    if (jarVersion.isPresent()) {
      found.put("GPUs by ND4J", seen.isEmpty() ? "none seen" : seen);
    }
    return found;
  }

  /**
   * Returns what is here, found at the first call. Loads CUDA's runtime library if ND4J's CUDA
   * backend is on the class path, and never ND4J.
   */
  static CudaFacts find() {
    return CudaProbe.find();
  }
}
