package dev.jacobian.races;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jacobian.device.Backends;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What threads compute with tensors that other threads release is right, or an error, and never a
 * crash: {@link ScopeRaces} runs in a JVM of its own. The system property {@code
 * jacobian.test.races} sets the seconds of each run.
 */
class ScopeRaceTest {
  private static final String SECONDS = "jacobian.test.races";
  private static final int SHORT_FORM = 2;
  private static final int STARTING_SECONDS = 180;
  private static final int NEEDS_UNSAFE_FLAG = 24;
  private static final Pattern SUMMARY =
      Pattern.compile("all: (\\d+) computed, (\\d+) released, (\\d+) full");

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"1g", "16m"})
  void whatIsComputedIsRightOrRefused(String limit) throws Exception {
    String backend = System.getProperty(Backends.ADAPTER_PROPERTY, "host");
    long seed = System.nanoTime();
    int seconds = Integer.getInteger(SECONDS, SHORT_FORM);
    Process process = start(backend, limit, seconds, seed);
    boolean hasEnded = process.waitFor(seconds + STARTING_SECONDS, TimeUnit.SECONDS);
    process.destroyForcibly().waitFor();
    String output = Files.readString(folder.resolve("output.txt"));
    String run = "seed " + seed + ", " + backend + ", " + limit + ": " + output;
    assertTrue(hasEnded, run);
    assertEquals(0, process.exitValue(), run);
    Matcher summary = SUMMARY.matcher(output);
    assertTrue(summary.find(), run);
    System.out.println(backend + ", " + limit + ": " + summary.group());
    assertTrue(Long.parseLong(summary.group(1)) > 0, run);
    assertTrue(Long.parseLong(summary.group(2)) > 0, run);
  }

  private Process start(String backend, String limit, int seconds, long seed) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-Xmx512m");
    command.add("-ea:dev.jacobian...");
    command.add("-XX:-CreateCoredumpOnCrash");
    command.add("-XX:ErrorFile=" + folder.resolve("crash.log"));
    command.add("--enable-native-access=ALL-UNNAMED");
    if (Runtime.version().feature() >= NEEDS_UNSAFE_FLAG) {
      command.add("--sun-misc-unsafe-memory-access=allow");
    }
    command.add("-Djacobian.backend=" + backend);
    command.add("-Djacobian.memory.max=" + limit);
    command.add("-cp");
    command.add(System.getProperty("java.class.path"));
    command.add(ScopeRaces.class.getName());
    command.add(Integer.toString(seconds));
    command.add(Long.toString(seed));
    command.add(folder.toString());
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(folder.resolve("output.txt").toFile())
        .start();
  }
}
