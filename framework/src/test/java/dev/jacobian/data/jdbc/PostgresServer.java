package dev.jacobian.data.jdbc;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A PostgreSQL server of a test's own, in a folder of its own, on this machine only. The programs
 * are those that are installed: on the PATH or where Debian has them.
 */
final class PostgresServer implements AutoCloseable {
  static final String PASSWORD = "s3cret-of-the-test";

  private final Path programs;
  private final Path data;
  private final int port;

  private PostgresServer(Path programs, Path data, int port) {
    this.programs = programs;
    this.data = data;
    this.port = port;
  }

  /** Returns why no server can be started; empty if one can. */
  static Optional<String> missing() {
    if (programs().isEmpty()) {
      return Optional.of("no initdb and pg_ctl of PostgreSQL are installed");
    }
    return isRoot() && !Files.exists(Path.of("/usr/sbin/runuser"))
        ? Optional.of("PostgreSQL does not run as root, and there is no runuser")
        : Optional.empty();
  }

  private static boolean isRoot() {
    return System.getProperty("user.name").equals("root");
  }

  private static Optional<Path> programs() {
    List<Path> folders = new ArrayList<>();
    for (String folder : System.getenv("PATH").split(":")) {
      folders.add(Path.of(folder));
    }
    try (Stream<Path> versions = Files.list(Path.of("/usr/lib/postgresql"))) {
      versions.map(version -> version.resolve("bin")).sorted().forEach(folders::add);
    } catch (IOException e) {
      // Then it is on the PATH or not here.
    }
    return folders.stream()
        .filter(folder -> Files.isExecutable(folder.resolve("initdb")))
        .filter(folder -> Files.isExecutable(folder.resolve("pg_ctl")))
        .findFirst();
  }

  /** Starts a server with the user {@code jacobian} and {@link #PASSWORD}. */
  static PostgresServer start() throws Exception {
    Path programs = programs().orElseThrow();
    // A folder that the server's user may enter, which those of JUnit need not be.
    Path folder = Files.createTempDirectory("jacobian-postgres");
    Path password = Files.writeString(folder.resolve("password"), PASSWORD + "\n");
    if (isRoot()) {
      Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxrwxrwx"));
    }
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    PostgresServer server = new PostgresServer(programs, folder.resolve("data"), port);
    server.run(
        "initdb",
        "-D",
        "",
        "-U",
        "jacobian",
        "-A",
        "scram-sha-256",
        "--no-sync",
        "--pwfile=" + password,
        "-E",
        "UTF8",
        "--locale=C");
    server.run(
        "pg_ctl",
        "-D",
        "",
        "-w",
        "-l",
        folder.resolve("log").toString(),
        "-o",
        "-p " + port + " -c listen_addresses=127.0.0.1 -c fsync=off -k " + folder,
        "start");
    return server;
  }

  private void run(String program, String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    if (isRoot()) {
      command.addAll(List.of("/usr/sbin/runuser", "-u", "nobody", "--"));
    }
    command.add(programs.resolve(program).toString());
    for (String argument : arguments) {
      command.add(argument.isEmpty() ? data.toString() : argument);
    }
    Path log = Files.createTempFile("jacobian-postgres", ".log");
    Process process =
        new ProcessBuilder(command)
            .directory(data.getParent().toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    boolean isDone = process.waitFor(120, TimeUnit.SECONDS);
    if (!isDone || process.exitValue() != 0) {
      process.destroyForcibly();
      throw new IllegalStateException(command + ": " + Files.readString(log));
    }
    Files.delete(log);
  }

  String url() {
    return "jdbc:postgresql://127.0.0.1:" + port + "/postgres";
  }

  @Override
  public void close() throws Exception {
    run("pg_ctl", "-D", "", "-m", "immediate", "-w", "stop");
    try (Stream<Path> files = Files.walk(data.getParent())) {
      for (Path file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
