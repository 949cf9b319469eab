package dev.jacobian.serve;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;

/** A server in a JVM of its own, with a small heap that is all there from the start. */
final class ServerProcess implements AutoCloseable {
  private final Process process;
  private final int port;

  /**
   * Starts it.
   *
   * @param folder where it writes its port
   * @param weights of the model that it serves
   */
  ServerProcess(Path folder, Path weights, String heap) throws IOException, InterruptedException {
    Path portFile = folder.resolve("port");
    process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xms" + heap,
                "-Xmx" + heap,
                "-XX:+AlwaysPreTouch",
                "-XX:+ExitOnOutOfMemoryError",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                LoadServer.class.getName(),
                portFile.toString(),
                weights.toString())
            .redirectOutput(folder.resolve("out").toFile())
            .redirectError(folder.resolve("err").toFile())
            .start();
    while (!Files.exists(portFile)) {
      if (process.waitFor(10, TimeUnit.MILLISECONDS)) {
        throw new AssertionError("no server: " + Files.readString(folder.resolve("err")));
      }
    }
    port = Integer.parseInt(Files.readString(portFile));
  }

  int port() {
    return port;
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** Returns the bytes of memory that are its own, where the system tells it. */
  OptionalLong residentBytes() throws IOException {
    Path status = Path.of("/proc/" + process.pid() + "/status");
    if (!Files.exists(status)) {
      return OptionalLong.empty();
    }
    return Files.readAllLines(status).stream()
        .filter(line -> line.startsWith("VmRSS:"))
        .mapToLong(line -> 1024 * Long.parseLong(line.replaceAll("\\D", "")))
        .findFirst();
  }

  /** Asks it to stop, as a container's runtime does, and returns its exit code. */
  int stop() throws InterruptedException {
    process.destroy();
    if (!process.waitFor(20, TimeUnit.SECONDS)) {
      throw new AssertionError("the server did not stop");
    }
    return process.exitValue();
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
