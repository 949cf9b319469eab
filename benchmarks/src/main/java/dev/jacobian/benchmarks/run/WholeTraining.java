package dev.jacobian.benchmarks.run;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * A process that trains and ends.
 *
 * @param seconds from its start to its end
 * @param output what it wrote
 */
record WholeTraining(double seconds, String output) {
  private static final long MOST_MINUTES = 15;
  private static final Pattern ACCURACY =
      Pattern.compile("^validation .*accuracy ([0-9.]+)$", Pattern.MULTILINE);

  /**
   * Runs a command to its end.
   *
   * @throws IllegalStateException if it fails
   */
  static WholeTraining run(List<String> command) {
    try {
      Path log = Files.createTempFile("benchmark", ".log");
      try {
        long start = System.nanoTime();
        Process process =
            Environment.process(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        boolean ended = process.waitFor(MOST_MINUTES, TimeUnit.MINUTES);
        double seconds = (System.nanoTime() - start) / 1e9;
        process.destroyForcibly();
        String output = Files.readString(log);
        if (!ended || process.exitValue() != 0) {
          throw new IllegalStateException(
              "a measured process failed:\n  " + String.join(" ", command) + "\n" + output);
        }
        return new WholeTraining(seconds, output);
      } finally {
        Files.delete(log);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted beside " + command, e);
    }
  }

  /**
   * Returns the part of the held-out rows that the trained model names rightly: the end of the line
   * that begins with {@code validation}.
   */
  double accuracy() {
    return ACCURACY
        .matcher(output)
        .results()
        .map(MatchResult::group)
        .map(line -> line.substring(line.lastIndexOf(' ') + 1))
        .mapToDouble(Double::parseDouble)
        .reduce((earlier, later) -> later)
        .orElseThrow(() -> new IllegalStateException("no line with the accuracy in:\n" + output));
  }
}
