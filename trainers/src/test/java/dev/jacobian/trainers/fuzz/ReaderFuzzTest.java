package dev.jacobian.trainers.fuzz;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import dev.jacobian.device.MemoryScope;
import dev.jacobian.shape.JacobianException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Gives broken files to all readers. Each has to give a value, or an exception that it documents,
 * which names the file and is short, within bounds of time and memory. The system property {@code
 * jacobian.test.fuzz} sets the number of files, {@code jacobian.test.fuzzSeed} what they depend on.
 * A file that fails is kept in {@code target/fuzz}.
 */
class ReaderFuzzTest {
  private static final int FILES = Integer.getInteger("jacobian.test.fuzz", 20_000);
  private static final long SEED = Long.getLong("jacobian.test.fuzzSeed", 1);
  private static final Path KEPT = Path.of("target", "fuzz");
  private static final int MOST_FAILURES = 20;
  private static final int MOST_MESSAGE = 10_000;
  private static final double MOST_SECONDS = 3;
  private static final double HANGING_SECONDS = 60;
  private static final long MOST_BYTES = 512L << 20;
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  @TempDir Path folder;

  private final Map<String, String> failures = new LinkedHashMap<>();
  private final Map<String, int[]> outcomes = new LinkedHashMap<>();
  private volatile String current = "";
  private volatile long started = System.nanoTime();

  @Test
  void everyBrokenFileIsReadOrRefused() throws Exception {
    System.out.println("ReaderFuzzTest: " + FILES + " files, -Djacobian.test.fuzzSeed=" + SEED);
    List<FuzzTarget> targets =
        new FuzzTargets(Files.createDirectory(folder.resolve("seeds"))).all();
    Thread reader = new Thread(() -> readAll(targets), "fuzz");
    reader.setDaemon(true);
    reader.start();
    while (reader.isAlive()) {
      reader.join(1000);
      if (reader.isAlive() && System.nanoTime() - started > HANGING_SECONDS * 1e9) {
        StringBuilder where = new StringBuilder("hangs: " + current);
        for (StackTraceElement frame : reader.getStackTrace()) {
          where.append("\n  at ").append(frame);
        }
        failures.put("hang", where.toString());
        break;
      }
    }
    outcomes.forEach(
        (name, counts) ->
            System.out.printf("  %-16s %,8d read %,8d refused%n", name, counts[0], counts[1]));
    assertTrue(failures.isEmpty(), String.join("\n", failures.values()));
    assertEquals(targets.size(), outcomes.size());
    for (Map.Entry<String, int[]> outcome : outcomes.entrySet()) {
      int read = outcome.getValue()[0];
      int refused = outcome.getValue()[1];
      assertTrue(refused > read / 20, outcome.getKey() + ": too few files are broken");
      assertTrue(read > refused / 200, outcome.getKey() + ": too few files are read");
    }
  }

  private void readAll(List<FuzzTarget> targets) {
    for (int number = 0; number < FILES && failures.size() < MOST_FAILURES; number++) {
      FuzzTarget target = targets.get(number % targets.size());
      // Each file depends on its number only, so that it can be made again without the others.
      SplittableRandom random = new SplittableRandom(SEED * 1_000_003 + number);
      current = target.name() + ", file " + number + " of seed " + SEED;
      started = System.nanoTime();
      try {
        byte[] bytes = new Mutator(random).mutate(target.seeds());
        byte[] sealed = random.nextBoolean() ? target.seal().apply(bytes) : bytes;
        Path file = folder.resolve(target.name());
        Files.write(file, sealed);
        String problem = read(target, file, random, sealed.length);
        if (!problem.isEmpty()) {
          fail(problem, sealed, target.name().replace(' ', '-') + "-" + SEED + "-" + number);
        }
      } catch (Throwable e) {
        fail("the test itself failed: " + e, new byte[0], "test");
      }
    }
  }

  /** Returns what is wrong with how a file was read, or nothing. */
  private String read(FuzzTarget target, Path file, SplittableRandom random, int size) {
    long id = Thread.currentThread().getId();
    long bytesBefore = THREADS.getThreadAllocatedBytes(id);
    long timeBefore = THREADS.getCurrentThreadCpuTime();
    String problem = "";
    int[] counts = outcomes.computeIfAbsent(target.name(), name -> new int[2]);
    try (MemoryScope scope = MemoryScope.open()) {
      target.reading().read(file, random);
      counts[0]++;
    } catch (Throwable e) {
      counts[1]++;
      problem = problemOf(e, target);
    }
    double seconds = (THREADS.getCurrentThreadCpuTime() - timeBefore) / 1e9;
    long bytes = THREADS.getThreadAllocatedBytes(id) - bytesBefore;
    if (seconds > MOST_SECONDS) {
      problem += " took " + seconds + " s for " + size + " bytes";
    }
    if (bytes > MOST_BYTES) {
      problem += " allocated " + bytes + " bytes for a file of " + size;
    }
    return problem;
  }

  private static String problemOf(Throwable e, FuzzTarget target) {
    if (target.errors().stream().noneMatch(error -> error.isInstance(e))) {
      StackTraceElement[] frames = e.getStackTrace();
      StringBuilder where = new StringBuilder("is not documented: " + e);
      for (int i = 0; i < Math.min(12, frames.length); i++) {
        where.append("\n    at ").append(frames[i]);
      }
      return where.toString();
    }
    String message = String.valueOf(e.getMessage());
    if (message.length() > MOST_MESSAGE) {
      return "has a message of " + message.length() + " characters";
    }
    if (!message.contains(target.name()) && !message.contains("run.yaml")) {
      return "does not name the file: " + message;
    }
    return e instanceof JacobianException ? "" : "is no exception of ours: " + e;
  }

  private void fail(String problem, byte[] file, String name) {
    // One example of a kind is enough: the same exception at the same place.
    String kind = problem.replaceAll("[0-9'\"].*", "") + problem.replaceAll("(?s).*?\n", "");
    if (failures.putIfAbsent(kind, current + " " + problem) == null) {
      try {
        Files.createDirectories(KEPT);
        Files.write(KEPT.resolve(name), file);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
