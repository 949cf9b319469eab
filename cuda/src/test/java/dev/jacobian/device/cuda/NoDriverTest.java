package dev.jacobian.device.cuda;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.jacobian.device.Backends;
import dev.jacobian.device.Device;
import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A machine without a driver pays nothing for this module. */
class NoDriverTest {
  /** Asks for a GPU as programs do, and prints the native libraries that have been loaded. */
  public static final class Program {
    private Program() {}

    /** Prints whether there is a GPU, and libraries that only GPUs need. */
    public static void main(String[] arguments) throws Exception {
      System.out.println(Device.cudaAvailable() + " " + Backends.findings());
      try (Stream<String> maps = Files.lines(Path.of("/proc/self/maps"))) {
        maps.filter(line -> line.matches(".*(jna|libcuda|nvrtc|cublas).*\\.(so|tmp).*"))
            .forEach(System.out::println);
      }
    }
  }

  private static String run(String... options) throws Exception {
    List<String> command =
        Stream.of(
                Stream.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()),
                Stream.of(options),
                Stream.of(
                    "--enable-native-access=ALL-UNNAMED",
                    "-Djacobian.backend=cuda",
                    "-cp",
                    classPath(),
                    Program.class.getName()))
            .flatMap(part -> part)
            .toList();
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    // Names the libraries that other tests of this build are to find.
    builder.environment().remove(CudaSettings.LIBRARIES_ENVIRONMENT);
    Process process = builder.start();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, process.waitFor(), out);
    return out.lines()
        .filter(line -> !line.startsWith("WARNING"))
        .collect(Collectors.joining("\n"));
  }

  private static String classPath() {
    return Optional.ofNullable(System.getProperty("surefire.test.class.path"))
        .orElse(System.getProperty("java.class.path"))
        .lines()
        .collect(Collectors.joining(File.pathSeparator));
  }

  @Test
  void noNativeLibraryIsTouched() throws Exception {
    assumeTrue(LibrarySearch.here().driver().isEmpty(), "here is an NVIDIA driver");
    assertEquals("false {GPUs=none seen}", run());
  }

  @Test
  void whereOneIsItsLibrariesAreFoundAsASettingSays() throws Exception {
    Emulated.assumeCompiler();
    String out = run("-Djacobian.cuda.libraries=" + Fakes.libraries());
    assertTrue(out.startsWith("true {CUDA=driver for CUDA 13.0 ("), out);
    assertTrue(out.lines().count() > 1, out);
  }
}
