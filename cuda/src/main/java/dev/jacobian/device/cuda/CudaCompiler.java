package dev.jacobian.device.cuda;

import dev.jacobian.kernel.compiled.KernelFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes code for one device by NVRTC, and keeps it in a folder for the next process. */
final class CudaCompiler implements NativeDriver.Compiler {
  private static final Logger LOG = LoggerFactory.getLogger(CudaCompiler.class);

  /**
   * Tegra's and Jetson's, whose code runs on no other device of their generation, and theirs on
   * none of them (CUDA C++ Programming Guide, "Binary Compatibility").
   */
  private static final Set<Integer> EMBEDDED = Set.of(53, 62, 72, 87, 101, 110);

  private final Nvrtc nvrtc;
  private final String target;
  private final @Nullable KernelFiles kept;

  private CudaCompiler(Nvrtc nvrtc, String target, @Nullable KernelFiles kept) {
    this.nvrtc = nvrtc;
    this.target = target;
    this.kept = kept;
  }

  /**
   * Makes the compiler of a device.
   *
   * @param target as {@link #target} returns it
   * @param cache where code is kept, if it can be
   */
  static CudaCompiler of(Nvrtc nvrtc, String target, Path cache) {
    try {
      return new CudaCompiler(nvrtc, target, KernelFiles.open(cache, ".cubin"));
    } catch (IOException e) {
      LOG.info("kernels for GPUs are compiled anew by each process: {}", e.getMessage());
      return new CudaCompiler(nvrtc, target, null);
    }
  }

  /**
   * Returns what code is made for: the device's own, or that of an earlier one of its generation,
   * whose code it runs; else text for the newest earlier one, which the driver translates. Null if
   * the device is older than all that the compiler knows.
   *
   * @param targets what the compiler knows
   * @param capability the device's, for example 75 for 7.5
   */
  static @Nullable String target(IntStream targets, int capability) {
    OptionalInt newest =
        targets
            .filter(target -> target == capability || !EMBEDDED.contains(target))
            .filter(target -> target <= capability)
            .max();
    if (newest.isEmpty()) {
      return null;
    }
    boolean isOfGeneration =
        newest.getAsInt() / 10 == capability / 10 && !EMBEDDED.contains(capability);
    boolean runs = newest.getAsInt() == capability || isOfGeneration;
    return (runs ? "sm_" : "compute_") + newest.getAsInt();
  }

  @Override
  public byte[] compile(String source) {
    if (kept == null) {
      return nvrtc.compile(source, target);
    }
    String identity =
        String.join("\n", "NVRTC " + nvrtc.version(), target, Nvrtc.options().toString(), source);
    try {
      Path file =
          kept.get(
              identity,
              folder -> Files.write(folder.resolve("image"), nvrtc.compile(source, target)));
      return Files.readAllBytes(file);
    } catch (IOException e) {
      LOG.debug("the code of a kernel is not kept", e);
      return nvrtc.compile(source, target);
    }
  }
}
