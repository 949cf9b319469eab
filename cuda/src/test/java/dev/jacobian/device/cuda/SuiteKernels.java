package dev.jacobian.device.cuda;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.jacobian.shape.DeviceException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * NVIDIA's compiler takes every source that the emulated device has loaded in the tests of this
 * build, for every device that is served. Run when those have ended, by an execution of its own.
 */
class SuiteKernels {
  /** The first device of each kind that has machine code of its own: 75 is 7.5. */
  private static final Set<Integer> SERVED = Set.of(70, 75, 80, 86, 89, 90, 100, 120);

  /** Sources that all tests of the module load, at least. */
  private static final int LEAST = 1500;

  private static final String ALL = "all";

  /**
   * Returns the sources, which are removed: the next build, whose kernels may be others, finds its
   * own only.
   */
  private static List<String> takeSources() throws IOException {
    String folder = System.getenv("JACOBIAN_TEST_CUDA_SOURCES");
    assumeTrue(folder != null, "no folder is named that the emulated device puts sources into");
    assumeTrue(Files.isDirectory(Path.of(folder)), "no kernel has been loaded by this build");
    List<String> sources = new ArrayList<>();
    try (Stream<Path> files = Files.list(Path.of(folder))) {
      for (Path file : files.sorted().toList()) {
        // Others have been left by a process that was killed while it wrote one.
        if (file.toString().endsWith(".cu")) {
          sources.add(Files.readString(file));
        }
        Files.delete(file);
      }
    }
    return sources;
  }

  @Test
  void everySourceBecomesCodeOfEveryServedDevice() throws IOException {
    List<String> sources = takeSources();
    Nvrtc nvrtc = CodeCheck.nvrtc();
    int[] targets = nvrtc.targets().filter(SERVED::contains).toArray();
    assertTrue(targets.length >= SERVED.size() - 1, "NVRTC " + nvrtc.version() + " knows too few");
    assertTrue(sources.size() >= LEAST, "only " + sources.size() + " sources were found");
    String wanted = System.getProperty("jacobian.test.nvrtc", "20");
    // Rising, and with another beginning for each device: the names of sources are hashes.
    int step = wanted.equals(ALL) ? 1 : Math.max(1, sources.size() / Integer.parseInt(wanted));
    List<String> failures = new ArrayList<>();
    TreeMap<Integer, Integer> frames = new TreeMap<>();
    long start = System.nanoTime();
    int compiled = 0;
    for (int t = 0; t < targets.length; t++) {
      int first = t * step / targets.length;
      for (int i = first; i < sources.size(); i += step) {
        compiled++;
        try {
          frames.merge(CodeCheck.check(nvrtc, sources.get(i), "sm_" + targets[t]), 1, Integer::sum);
        } catch (AssertionError | DeviceException e) {
          failures.add(e.getMessage());
        }
      }
    }
    String devices = IntStream.of(targets).boxed().toList().toString();
    System.out.println(
        "NVRTC "
            + nvrtc.version()
            + ": "
            + compiled
            + " compilations, of "
            + sources.size()
            + " sources, for "
            + devices
            + " in "
            + (System.nanoTime() - start) / 1_000_000_000
            + " s; compilations by bytes of a thread's own memory: "
            + frames);
    int failed = failures.size();
    assertTrue(failed == 0, () -> failed + " of these are refused, the first: " + failures.get(0));
  }
}
