package dev.jacobian.benchmarks.run;

import dev.jacobian.benchmarks.worker.Protocol;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** A process that answers by {@link Protocol}. */
final class WorkerProcess implements AutoCloseable {
  /** A worker that hangs is stopped after this time. */
  private static final long MOST_MINUTES = 15;

  private static final int SHOWN_LINES = 20;

  private final List<String> command;
  private final Path log;
  private final Process process;
  private final BufferedReader answers;
  private final Writer commands;

  WorkerProcess(List<String> command) {
    this.command = command;
    try {
      log = Files.createTempFile("benchmark", ".log");
      process = Environment.process(command).redirectError(log.toFile()).start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    CompletableFuture.delayedExecutor(MOST_MINUTES, TimeUnit.MINUTES)
        .execute(process::destroyForcibly);
    answers = process.inputReader(StandardCharsets.UTF_8);
    commands = process.outputWriter(StandardCharsets.UTF_8);
  }

  /** Returns the words of the next answer. */
  List<String> answer() {
    try {
      for (String line = answers.readLine(); line != null; line = answers.readLine()) {
        if (line.startsWith(Protocol.MARK)) {
          return List.of(line.substring(Protocol.MARK.length()).split(" "));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    throw failure("it ended");
  }

  /** Returns the words after the first one of the next answer, which has to begin with it. */
  List<String> answer(String expected) {
    List<String> words = answer();
    if (!words.get(0).equals(expected)) {
      throw failure("it said " + words + "; expected " + expected);
    }
    return words.subList(1, words.size());
  }

  /** Sends a command. */
  void send(String line) {
    try {
      commands.write(line + "\n");
      commands.flush();
    } catch (IOException e) {
      throw failure("it takes no commands");
    }
  }

  private IllegalStateException failure(String what) {
    return new IllegalStateException(
        "a measured process failed: " + what + "\n  " + String.join(" ", command) + "\n" + tail());
  }

  private String tail() {
    try {
      List<String> lines = Files.readAllLines(log);
      return String.join(
          "\n", lines.subList(Math.max(0, lines.size() - SHOWN_LINES), lines.size()));
    } catch (IOException e) {
      return "(its errors cannot be read: " + e + ")";
    }
  }

  /** Ends the process. */
  @Override
  public void close() {
    try {
      // The end of input ends a worker; one that works on is stopped.
      process.getOutputStream().close();
      if (!process.waitFor(2, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
      }
      Files.delete(log);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
