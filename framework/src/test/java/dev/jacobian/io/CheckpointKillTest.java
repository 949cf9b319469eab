package dev.jacobian.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A real process that is killed while it saves. */
class CheckpointKillTest {
  private static final int ROUNDS = 3;

  @TempDir Path root;

  /** Saves step after step, from the newest checkpoint on, and prints each that is saved. */
  static final class Program {
    private Program() {}

    /** Never ends by itself. */
    public static void main(String[] args) {
      CheckpointStore store = new CheckpointStore(Path.of(args[0]), 2);
      long step = store.newest().map(CheckpointStore.Found::step).orElse(0L);
      while (true) {
        step++;
        store.save(step, step % 7 == 0, Checkpoints.of(step));
        System.out.println(step);
      }
    }
  }

  @Test
  @Timeout(120)
  void afterAKillTheNewestCheckpointIsFound() throws Exception {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    Path folder = root.resolve("checkpoints");
    long saved = 0;
    for (int round = 0; round < ROUNDS; round++) {
      long before = saved;
      saved = saveUntilKilled(folder, 5 + random.nextInt(40), random.nextInt(3_000_000));
      assertTrue(saved > before, "seed " + seed);
      CheckpointStore.Found found = new CheckpointStore(folder, 2).newest().orElseThrow();
      assertTrue(
          found.step() == saved || found.step() == saved + 1,
          found.step() + " after " + saved + ", seed " + seed);
      assertEquals(List.of(), found.broken());
      Checkpoints.assertSame(Checkpoints.of(found.step()), found.checkpoint());
    }
    new CheckpointStore(folder, 2).save(saved + 2, false, Checkpoints.of(saved + 2));
    assertFalse(
        Checkpoints.files(folder).stream().anyMatch(name -> name.endsWith(".tmp")),
        "what the killed processes left is swept");
  }

  /** Runs the program, kills it, and returns the last step that it had printed. */
  private long saveUntilKilled(Path folder, int lines, int nanoseconds)
      throws IOException, InterruptedException {
    Path errors = root.resolve("errors.txt");
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-cp",
                System.getProperty("java.class.path"),
                Program.class.getName(),
                folder.toString())
            .redirectError(errors.toFile())
            .start();
    try (BufferedReader output = process.inputReader(StandardCharsets.UTF_8)) {
      long saved = 0;
      for (int i = 0; i < lines; i++) {
        String line = output.readLine();
        assertTrue(line != null, Files.readString(errors));
        saved = Long.parseLong(line);
      }
      long end = System.nanoTime() + nanoseconds;
      while (System.nanoTime() < end) {
        Thread.onSpinWait();
      }
      // Process.destroyForcibly would throw away what the pipe still holds.
      process.toHandle().destroyForcibly();
      for (String line = output.readLine(); line != null; line = output.readLine()) {
        saved = Long.parseLong(line);
      }
      return saved;
    } finally {
      // The pipe ends a moment before the process does, and what a living one writes is not swept.
      process.destroyForcibly().waitFor();
    }
  }
}
