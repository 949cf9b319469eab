package dev.jacobian.device.cuda;

import dev.jacobian.device.Backend;
import dev.jacobian.device.ByteSize;
import dev.jacobian.device.Device;
import dev.jacobian.device.MemorySettings;
import dev.jacobian.kernel.compiled.KernelSettings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** NVIDIA's driver, libraries and GPUs, as they have been found. */
final class CudaMachine {
  private final GpuDriver driver;
  private final LibrarySearch.Part<Nvrtc> nvrtc;
  private final LibrarySearch.Part<String> blas;

  private CudaMachine(
      GpuDriver driver, LibrarySearch.Part<Nvrtc> nvrtc, LibrarySearch.Part<String> blas) {
    this.driver = driver;
    this.nvrtc = nvrtc;
    this.blas = blas;
  }

  /** Looks; what needs a driver is not looked for where there is none. */
  static CudaMachine find(LibrarySearch search) {
    GpuDriver driver = GpuDriver.start(search);
    if (!driver.problem().isEmpty()) {
      return new CudaMachine(
          driver,
          new LibrarySearch.Part<>("", null, "not looked for"),
          new LibrarySearch.Part<>("", null, "not looked for"));
    }
    return new CudaMachine(
        driver,
        search.open("nvrtc", driver.newest(), Nvrtc::open),
        search.open("cublas", driver.newest(), CudaMachine::openBlas));
  }

  /** Opens cuBLAS and returns its version. */
  private static String openBlas(String name) {
    LibCuBlas.open(name);
    int[] part = new int[1];
    return IntStream.range(0, 3)
        .mapToObj(i -> LibCuBlas.cublasGetProperty(i, part) == 0 ? "" + part[0] : "?")
        .collect(Collectors.joining("."));
  }

  /** Returns why a device cannot be used, with the fix, or empty if it can. */
  Optional<String> problem(Device device) {
    if (!driver.problem().isEmpty()) {
      return Optional.of(driver.problem());
    }
    if (device.index() >= driver.devices().size()) {
      return Optional.of(
          "there is no " + device + ", only " + gpus() + "; fix: choose one of these");
    }
    boolean hasBlas = blas.opened() != null;
    if (nvrtc.opened() == null) {
      return Optional.of(
          "NVRTC, CUDA's compiler, is missing: "
              + nvrtc.problem()
              + (hasBlas ? "" : "; cuBLAS is missing as well")
              + installation());
    }
    if (!hasBlas) {
      return Optional.of("cuBLAS is missing: " + blas.problem() + installation());
    }
    return target(device) == null ? Optional.of(tooOld(device)) : Optional.empty();
  }

  private String installation() {
    List<String> wheels = new ArrayList<>();
    String suffix = driver.newest() > LibrarySearch.OLDEST ? "" : "-cu12";
    if (blas.opened() == null) {
      wheels.add("nvidia-cublas" + suffix);
    }
    if (nvrtc.opened() == null) {
      wheels.add("nvidia-cuda-nvrtc" + suffix);
    }
    return "; fix: pip install "
        + String.join(" ", wheels)
        + " in a virtual environment that is active, or install NVIDIA's CUDA toolkit "
        + driver.newest()
        + ", or name the folder of these libraries by "
        + CudaSettings.LIBRARIES_ENVIRONMENT;
  }

  private String tooOld(Device device) {
    DeviceFacts facts = driver.devices().get(device.index());
    return device
        + " ("
        + facts.name()
        + ") has compute capability "
        + facts.capabilityText()
        + ", and NVRTC "
        + compiler().version()
        + " makes code for "
        + targets()
        + "; fix: pip install nvidia-cublas-cu12 nvidia-cuda-nvrtc-cu12 in a virtual environment that is active, which"
        + " know GPUs from 5.0 on";
  }

  private Nvrtc compiler() {
    return Objects.requireNonNull(nvrtc.opened());
  }

  /** Returns what code is made for; null if the device is too old for it. */
  private @Nullable String target(Device device) {
    return CudaCompiler.target(
        compiler().targets(), driver.devices().get(device.index()).capability());
  }

  private String targets() {
    int[] all = compiler().targets().toArray();
    return DeviceFacts.text(all[0]) + " to " + DeviceFacts.text(all[all.length - 1]);
  }

  private String compilerText() {
    boolean isNewer =
        compiler().major() == driver.newest() && compiler().minor() > driver.version() % 1000 / 10;
    return compiler().version()
        + " for compute capability "
        + targets()
        + " ("
        + nvrtc.name()
        + ")"
        + (isNewer ? ", newer than the driver, which runs machine code of its major version" : "");
  }

  private String gpus() {
    return IntStream.range(0, driver.devices().size())
        .mapToObj(
            i ->
                "cuda:"
                    + i
                    + " ("
                    + driver.devices().get(i).name()
                    + ", compute capability "
                    + driver.devices().get(i).capabilityText()
                    + ", "
                    + ByteSize.format(driver.devices().get(i).memory())
                    + ")")
        .collect(Collectors.joining(", "));
  }

  /** Returns lines of a report, by subject. */
  Map<String, String> findings() {
    Map<String, String> found = new LinkedHashMap<>();
    if (driver.version() > 0) {
      found.put("CUDA", "driver for CUDA " + driver.cuda() + " (" + driver.library() + ")");
    }
    found.put("GPUs", driver.devices().isEmpty() ? "none seen" : gpus());
    if (driver.problem().isEmpty()) {
      found.put("NVRTC", nvrtc.opened() == null ? "missing: " + nvrtc.problem() : compilerText());
      found.put(
          "cuBLAS",
          blas.opened() == null
              ? "missing: " + blas.problem()
              : blas.opened() + " (" + blas.name() + ")");
    }
    return found;
  }

  /**
   * Starts a device, which has no {@link #problem}.
   *
   * @param isBlocking whether each launch is waited for, so that its error is its own
   * @param cache the folder for compiled kernels
   */
  Driver driver(Device device, boolean isBlocking, Path cache) {
    String target = Objects.requireNonNull(target(device));
    CudaCompiler compiler = CudaCompiler.of(compiler(), target, cache);
    DeviceFacts facts = driver.devices().get(device.index());
    return new NativeDriver(device.index(), facts, compiler, isBlocking);
  }

  /** Makes the backend of a device, which has no {@link #problem}. */
  Backend create(Device device) {
    Driver started = driver(device, CudaSettings.isBlocking(), KernelSettings.cache());
    long limit = MemorySettings.limitOr(started.facts().memory());
    Backend backend = new CudaBackend(device, started, limit);
    backend.setFloat32MatmulPrecision(CudaSettings.precision());
    return backend;
  }
}
