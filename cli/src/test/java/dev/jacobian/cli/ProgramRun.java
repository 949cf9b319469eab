package dev.jacobian.cli;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/**
 * Runs the program in a JVM of its own, as the launcher does.
 *
 * @param folder where it runs; its output goes to the files {@code out} and {@code err} there
 * @param heap what Java may take, such as {@code 512m}
 * @param classPath where Java finds it
 */
record ProgramRun(Path folder, String heap, String classPath) {
  private static final int NEEDS_UNSAFE_FLAG = 24;
  private static final int MOST_SECONDS = 120;

  /** A program with room for small data. */
  ProgramRun(Path folder) {
    this(folder, "512m");
  }

  /** A program on the class path of the tests. */
  ProgramRun(Path folder, String heap) {
    this(folder, heap, System.getProperty("java.class.path"));
  }

  /** Returns the same program without the parts of its class path in which something is found. */
  ProgramRun without(String pattern) {
    Pattern left = Pattern.compile(pattern);
    List<String> all = List.of(classPath.split(Pattern.quote(File.pathSeparator)));
    List<String> kept = all.stream().filter(part -> !left.matcher(part).find()).toList();
    assertTrue(kept.size() < all.size(), () -> "no " + pattern + " in " + classPath);
    return new ProgramRun(folder, heap, String.join(File.pathSeparator, kept));
  }

  /** Starts the program. */
  Process start(String... arguments) throws IOException {
    return start(Map.of(), arguments);
  }

  /** Starts the program with variables of the environment. */
  Process start(Map<String, String> variables, String... arguments) throws IOException {
    return start(variables, command(arguments));
  }

  /**
   * Runs a script of bash to its end, in which {@code "$@"} is the program, and returns its exit
   * code.
   */
  int endScript(String script, String... arguments) throws IOException, InterruptedException {
    List<String> whole =
        new ArrayList<>(List.of("bash", "-c", "set -o pipefail; " + script, "bash"));
    whole.addAll(command(arguments));
    return end(start(Map.of(), whole));
  }

  private List<String> command(String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-Xmx" + heap);
    // A file of the JVM's own would be stopped by a limit for files.
    command.add("-XX:-UsePerfData");
    // It ends before code that is optimised for long runs pays for that.
    command.add("-XX:TieredStopAtLevel=1");
    // Without these, newer JDKs warn about JavaCPP on standard error.
    command.add("--enable-native-access=ALL-UNNAMED");
    if (Runtime.version().feature() >= NEEDS_UNSAFE_FLAG) {
      command.add("--sun-misc-unsafe-memory-access=allow");
    }
    command.add("-Dorg.bytedeco.javacpp.platform.extension=");
    command.add("-cp");
    command.add(classPath);
    command.add(Main.class.getName());
    command.addAll(List.of(arguments));
    return command;
  }

  private Process start(Map<String, String> variables, List<String> command) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectOutput(folder.resolve("out").toFile())
            .redirectError(folder.resolve("err").toFile());
    builder.environment().remove("JACOBIAN_DEVICE");
    // Kernels that a variable has chosen are said on standard error.
    builder.environment().remove("OPENBLAS_CORETYPE");
    builder.environment().putAll(variables);
    return builder.start();
  }

  /** Runs the program to its end and returns its exit code. */
  int end(String... arguments) throws IOException, InterruptedException {
    return end(start(arguments));
  }

  /** Waits for the program's end and returns its exit code. */
  int end(Process process) throws IOException, InterruptedException {
    if (!process.waitFor(MOST_SECONDS, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new AssertionError("the program did not end in two minutes: " + text("err"));
    }
    return process.exitValue();
  }

  /** Returns what it wrote: {@code out} or {@code err}. */
  String text(String name) throws IOException {
    return Files.readString(folder.resolve(name));
  }
}
