package dev.jacobian.benchmarks.pack;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.jacobian.device.cuda.EmulatedProvider;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.spi.ToolProvider;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The folder that is carried to a GPU, run over the libraries that stand for NVIDIA's, so that its
 * first run on a real one is not its first.
 */
class GpuScriptTest {
  /** What a session may carry to a machine with a GPU, with room left. */
  private static final long MOST_BYTES = 60L << 20;

  @TempDir private static Path temporary;

  private static Path folder;
  private static Path libraries;

  @BeforeAll
  static void pack() throws IOException {
    libraries = EmulatedProvider.libraries();
    assumeTrue(ToolProvider.findFirst("jlink").isPresent(), "this Java has no jlink");
    folder = temporary.resolve("gpu");
    Pack.into(folder, System.getProperty("java.class.path"), Path.of("gpu.sh"));
  }

  private record Run(int status, String text) {
    /** Returns the lines that say how the parts ended. */
    String summary() {
      return text.substring(text.indexOf("== summary")).replace("== summary", "").strip();
    }
  }

  private static Run run(Path cuda, String... arguments) throws Exception {
    Path log = temporary.resolve("log");
    ProcessBuilder builder =
        new ProcessBuilder(
                Stream.concat(Stream.of("sh", folder + "/gpu.sh"), Stream.of(arguments)).toList())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile());
    Map<String, String> environment = builder.environment();
    environment.keySet().removeAll(List.of("JAVA_HOME", "JAVA_OPTS", "JAVA_TOOL_OPTIONS"));
    environment.put("JACOBIAN_CUDA_LIBRARIES", cuda.toString());
    // Code for the emulated device is kept where no real one finds it.
    environment.put("JACOBIAN_KERNELS_CACHE", libraries.resolve("kernels").toString());
    // A sanitizer may lie there.
    environment.put("PATH", temporary.resolve("bin") + ":" + environment.get("PATH"));
    environment.put("BENCHMARK_PYTHON", temporary.resolve("no-python").toString());
    Process process = builder.start();
    try {
      assertTrue(process.waitFor(180, TimeUnit.SECONDS), () -> "not done: " + text(log));
    } finally {
      process.destroyForcibly();
    }
    return new Run(process.exitValue(), text(log));
  }

  private static String text(Path log) {
    try {
      return Files.readString(log);
    } catch (IOException e) {
      return e.toString();
    }
  }

  @Test
  void theFolderIsSmallEnoughToBeCarried() throws IOException {
    long bytes = Pack.size(folder);
    assertTrue(bytes < MOST_BYTES, () -> bytes + " bytes");
  }

  @Test
  void allPartsRunOnTheEmulatedDevice() throws Exception {
    Run run = run(libraries, "--short", "doctor", "kit", "bench", "tf32");
    assertEquals(
        """
        doctor: passed
        kit: passed
        bench: passed
        tf32: skipped, since --short measures nothing""",
        run.summary(),
        run.text());
    assertEquals(0, run.status());
    assertTrue(run.text().contains("auto             would choose cuda:0"), run.text());
    assertFalse(run.text().contains("none found"), run.text());
    assertTrue(run.text().contains("[         0 tests failed          ]"), run.text());
    assertTrue(run.text().contains("| Jacobian, compiled | <= 0.2 x PyTorch, "), run.text());
    assertTrue(run.text().contains("Jacobian: emulated device (compute"), run.text());
  }

  @Test
  void theSanitizerLooksForRacesToo() throws Exception {
    Path sanitizer = Files.createDirectories(temporary.resolve("bin")).resolve("compute-sanitizer");
    Files.writeString(sanitizer, "#!/bin/sh\necho \"under $1 $2\"\nshift 4\nexec \"$@\"\n");
    assertTrue(sanitizer.toFile().setExecutable(true));
    Run run = run(libraries, "--short", "sanitizer");
    assertEquals(
        """
        doctor: passed
        sanitizer memcheck: passed
        sanitizer racecheck: passed
        sanitizer synccheck: passed""",
        run.summary(),
        run.text());
    for (String tool : List.of("memcheck", "racecheck", "synccheck")) {
      assertTrue(run.text().contains("under --tool " + tool + "\n"), run.text());
    }
  }

  @Test
  void withoutAGpuNothingElseIsTriedAndTheRunHasFailed() throws Exception {
    assumeTrue(
        !Files.exists(Path.of("/proc/driver/nvidia/version")), "this machine has NVIDIA's driver");
    Run run = run(temporary.resolve("no-libraries"), "kit", "bench");
    assertEquals(
        """
        doctor: FAILED, no GPU can be used; the doctor says why
        kit: skipped, no GPU can be used; the doctor says why
        bench: skipped, no GPU can be used; the doctor says why""",
        run.summary(),
        run.text());
    assertEquals(1, run.status());
  }

  @Test
  void aPartThatIsNotThereIsRefused() throws Exception {
    Run run = run(libraries, "kits");
    assertEquals(
        "gpu.sh: there is no part kits; parts are doctor, kit, sanitizer, bench, tf32\n",
        run.text());
    assertEquals(2, run.status());
  }
}
