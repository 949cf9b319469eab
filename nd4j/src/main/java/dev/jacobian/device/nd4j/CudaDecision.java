package dev.jacobian.device.nd4j;

import dev.jacobian.device.Device;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Decides from facts whether ND4J can serve a device, and says what is missing if not. */
final class CudaDecision {
  private static final String MEASURED_VERSION = "11.6";

  /**
   * Compute capabilities that ND4J's CUDA 11.6 library has machine code for; it holds no
   * intermediate code that a driver could translate for others. Such code also runs on later minor
   * versions of its major one.
   */
  private static final List<Gpu> CODE =
      List.of(
          new Gpu(3, 7),
          new Gpu(5, 0),
          new Gpu(5, 2),
          new Gpu(6, 0),
          new Gpu(6, 1),
          new Gpu(7, 0),
          new Gpu(7, 5),
          new Gpu(8, 0),
          new Gpu(8, 6));

  private record Gpu(int major, int minor) {}

  private CudaDecision() {}

  /** Returns why a GPU cannot be used through ND4J, with the fix, or empty if it can. */
  static Optional<String> problem(CudaFacts facts, Optional<Device.Kind> loaded, Device device) {
    if (facts.jarVersion().isEmpty()) {
      return Optional.of(
          "ND4J's CUDA backend is not on the class path; fix: build with -Pcuda (it adds nd4j-cuda-11.6-platform)");
    }
    if (loaded.filter(kind -> kind != Device.Kind.CUDA).isPresent()) {
      return Optional.of(
          "this process has loaded ND4J's CPU backend, and ND4J has only one in a process; fix: use cuda before"
              + " anything uses ND4J on the CPU, or start a new process");
    }
    if (facts.libraryProblem().isPresent()) {
      return Optional.of(
          "CUDA's library does not load ("
              + facts.libraryProblem().get()
              + "); fix: install the NVIDIA driver, which brings libcuda.so.1 (nvcuda.dll on Windows), and check that"
              + " nvidia-smi lists the GPU");
    }
    if (facts.gpus().isEmpty()) {
      return Optional.of(
          "the driver shows no GPU; fix: check that nvidia-smi lists one and that CUDA_VISIBLE_DEVICES does not hide it");
    }
    if (device.index() >= facts.gpus().size()) {
      return Optional.of(
          "there is no " + device + ", only " + list(facts.gpus()) + "; fix: choose one of these");
    }
    CudaFacts.Gpu gpu = facts.gpus().get(device.index());
    if (facts.jarVersion().get().equals(MEASURED_VERSION) && !hasCode(gpu)) {
      return Optional.of(
          device
              + " ("
              + gpu.name()
              + ") has compute capability "
              + gpu.capability()
              + ", for which ND4J's CUDA 11.6 library holds no code (it goes from 3.7 to 8.9); fix: use a GPU up to the"
              + " Ampere or Ada generation, or build with -Pcuda and -Dnd4j.cuda.artifact of a newer ND4J");
    }
    return Optional.empty();
  }

  /** Returns why ND4J does not serve the CPU here, with the fix, or empty if it does. */
  static Optional<String> cpuProblem(
      boolean isOnClassPath,
      Optional<Device.Kind> loaded,
      boolean isGpuUsable,
      boolean isAskedFor) {
    if (loaded.filter(kind -> kind == Device.Kind.CUDA).isPresent()) {
      return Optional.of(
          "this process has loaded ND4J's CUDA backend, and ND4J has only one in a process; fix: let the host backend"
              + " serve the CPU");
    }
    if (!isOnClassPath) {
      return Optional.of(
          "ND4J's CPU backend is not on the class path; fix: add org.nd4j:nd4j-native, and its jar for this"
              + " platform");
    }
    if (loaded.isEmpty() && isGpuUsable && !isAskedFor) {
      return Optional.of(
          "ND4J is kept for the GPU that was found, since it has only one backend in a process; fix: let the host"
              + " backend serve the CPU, or set -Djacobian.backend=nd4j to use ND4J on the CPU");
    }
    return Optional.empty();
  }

  private static boolean hasCode(CudaFacts.Gpu gpu) {
    return CODE.stream()
        .anyMatch(code -> code.major() == gpu.major() && code.minor() <= gpu.minor());
  }

  private static String list(List<CudaFacts.Gpu> gpus) {
    return IntStream.range(0, gpus.size())
        .mapToObj(i -> "cuda:" + i + " (" + gpus.get(i).name() + ")")
        .collect(Collectors.joining(", "));
  }
}
