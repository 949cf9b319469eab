package dev.jacobian.distribution;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * What a program did.
 *
 * @param code its exit code
 * @param out what it wrote to standard output
 * @param err what it wrote to standard error
 */
record Execution(int code, String out, String err) {
  /** Variables that change what a program does, or what it says of itself on standard error. */
  private static final List<String> OF_THE_MACHINE =
      List.of(
          "JACOBIAN_DEVICE",
          "JAVA_OPTS",
          "JAVA_TOOL_OPTIONS",
          "JDK_JAVA_OPTIONS",
          "MAVEN_OPTS",
          "MAVEN_ARGS",
          "OPENBLAS_CORETYPE");

  /**
   * Runs a program to its end.
   *
   * @param folder where it runs
   * @param variables of its environment, beside those of the tests; an empty one is removed
   * @throws AssertionError if it takes more than ten minutes
   */
  static Execution of(Path folder, Map<String, String> variables, List<String> command)
      throws InterruptedException {
    try {
      Path out = Files.createTempFile("out", ".txt");
      Path err = Files.createTempFile("err", ".txt");
      ProcessBuilder builder =
          new ProcessBuilder(command)
              .directory(folder.toFile())
              .redirectOutput(out.toFile())
              .redirectError(err.toFile());
      Map<String, String> environment = builder.environment();
      OF_THE_MACHINE.forEach(environment::remove);
      environment.put("JAVA_HOME", System.getProperty("java.home"));
      variables.forEach(environment::put);
      environment.values().removeIf(String::isEmpty);
      Process process = builder.start();
      if (!process.waitFor(10, TimeUnit.MINUTES)) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
        throw new AssertionError(command + " did not end: " + Files.readString(err));
      }
      Execution done =
          new Execution(process.exitValue(), Files.readString(out), Files.readString(err));
      Files.delete(out);
      Files.delete(err);
      return done;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns this, if the program ended well. */
  Execution ok() {
    if (code != 0) {
      throw new AssertionError("exit code " + code + "\n" + out + "\n" + err);
    }
    return this;
  }
}
