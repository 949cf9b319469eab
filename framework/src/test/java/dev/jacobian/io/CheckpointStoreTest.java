package dev.jacobian.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jacobian.shape.OptionException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class CheckpointStoreTest {
  @TempDir Path root;

  private Path folder() {
    return root.resolve("run").resolve("checkpoints");
  }

  private CheckpointStore store(int keep) {
    return new CheckpointStore(folder(), keep);
  }

  private static void save(CheckpointStore store, long step, boolean isBest) {
    store.save(step, isBest, Checkpoints.of(step));
  }

  private static void requireStep(long step, Optional<CheckpointStore.Found> found) {
    assertEquals(step, found.orElseThrow().step());
    Checkpoints.assertSame(Checkpoints.of(step), found.orElseThrow().checkpoint());
    assertEquals(List.of(), found.orElseThrow().broken());
  }

  @Test
  void withoutAnyFileThereIsNothing() throws IOException {
    CheckpointStore store = store(3);
    assertTrue(store.newest().isEmpty());
    assertTrue(Files.notExists(folder()), "reading makes no folder");
    Files.createDirectories(folder());
    assertTrue(store.newest().isEmpty());
    assertTrue(store.best().isEmpty());
    save(store, 1, false);
    assertTrue(store.best().isEmpty());
  }

  @Test
  void theFileHasTheStepInItsName() {
    assertEquals(
        folder().resolve("checkpoint-000000000120.safetensors"),
        store(3).save(120, false, Checkpoints.of(120)));
    assertEquals(
        folder().resolve("checkpoint-000000000130-best.safetensors"),
        store(3).save(130, true, Checkpoints.of(130)));
    requireStep(130, store(3).newest());
  }

  @Test
  void theLastOnesAndTheBestStay() throws IOException {
    CheckpointStore store = store(2);
    boolean[] best = {false, true, false, true, false, false, false};
    for (int i = 0; i < best.length; i++) {
      save(store, 10L * i, best[i]);
      requireStep(10L * i, store.newest());
    }
    requireStep(30, store.best());
    assertEquals(
        List.of(Checkpoints.best(30), Checkpoints.name(50), Checkpoints.name(60)),
        Checkpoints.files(folder()));
    save(store, 70, true);
    requireStep(70, store.best());
    assertEquals(List.of(Checkpoints.name(60), Checkpoints.best(70)), Checkpoints.files(folder()));
  }

  @Test
  void newerMeansAHigherStepHoweverManyDigitsItHas() {
    CheckpointStore store = store(9);
    List<Long> steps = List.of(999_999_999_999L, 5L, CheckpointName.LAST_STEP, 1_000_000_000_000L);
    for (long step : steps) {
      save(store, step, false);
    }
    requireStep(CheckpointName.LAST_STEP, store.newest());
  }

  @Test
  void namesAreReadAsTheyAreWritten() {
    for (long step : new long[] {0, 7, 999_999_999_999L, 1_000_000_000_000L}) {
      for (boolean best : new boolean[] {false, true}) {
        CheckpointName name = new CheckpointName(step, best);
        assertEquals(name, CheckpointName.parse(name.file()));
      }
    }
    for (String other :
        List.of(
            "checkpoint-12.safetensors",
            "checkpoint-0000000000012.safetensors",
            "checkpoint-000000000012.safetensors.tmp",
            "checkpoint-000000000012-worst.safetensors",
            "checkpoint-9999999999999999999.safetensors",
            "Checkpoint-000000000012.safetensors",
            "x-checkpoint-000000000012.safetensors")) {
      assertNull(CheckpointName.parse(other), other);
    }
  }

  @Test
  void aStepThatIsSavedAgainIsReplaced() throws IOException {
    CheckpointStore store = store(3);
    store.save(10, false, Checkpoints.of(1));
    store.save(10, false, Checkpoints.of(2));
    Checkpoints.assertSame(Checkpoints.of(2), store.newest().orElseThrow().checkpoint());
    store.save(10, true, Checkpoints.of(3));
    Checkpoints.assertSame(Checkpoints.of(3), store.newest().orElseThrow().checkpoint());
    store.save(10, false, Checkpoints.of(4));
    Checkpoints.assertSame(Checkpoints.of(4), store.newest().orElseThrow().checkpoint());
    Checkpoints.assertSame(Checkpoints.of(4), store.best().orElseThrow().checkpoint());
    assertEquals(List.of(Checkpoints.best(10)), Checkpoints.files(folder()));
  }

  @Test
  void otherFilesAreIgnoredAndStay() throws IOException {
    Files.createDirectories(folder());
    List<String> others =
        List.of(
            ".checkpoint-000000000001.safetensors.tmp",
            ".other.999999999.0.tmp",
            "best",
            "checkpoint-1.safetensors",
            "checkpoint-last.safetensors",
            "model.safetensors");
    for (String other : others) {
      Files.writeString(folder().resolve(other), other);
    }
    Path inside = Files.createDirectory(folder().resolve("folder"));
    Files.writeString(inside.resolve(Checkpoints.name(99)), "not of this folder");
    CheckpointStore store = store(1);
    assertTrue(store.newest().isEmpty());
    for (int step = 1; step <= 3; step++) {
      save(store, step, false);
    }
    requireStep(3, store.newest());
    List<String> expected = new ArrayList<>(others);
    expected.addAll(List.of("folder", Checkpoints.name(3)));
    expected.sort(null);
    assertEquals(expected, Checkpoints.files(folder()));
    for (String other : others) {
      assertEquals(other, Files.readString(folder().resolve(other)));
    }
  }

  @Test
  void checkpointsOfLaterStepsAreNotTouched() throws IOException {
    CheckpointStore store = store(1);
    save(store, 100, true);
    save(store, 10, false);
    save(store, 20, false);
    assertEquals(List.of(Checkpoints.name(20), Checkpoints.best(100)), Checkpoints.files(folder()));
  }

  @Test
  void brokenFilesDoNotCountAsKept() throws IOException {
    CheckpointStore store = store(2);
    for (long step : new long[] {10, 20, 30}) {
      save(store, step, false);
    }
    Files.write(folder().resolve(Checkpoints.name(30)), new byte[5]);
    assertEquals(20, store.newest().orElseThrow().step());
    save(store, 40, false);
    assertEquals(
        List.of(Checkpoints.name(20), Checkpoints.name(30), Checkpoints.name(40)),
        Checkpoints.files(folder()));
    save(store, 50, false);
    assertEquals(List.of(Checkpoints.name(40), Checkpoints.name(50)), Checkpoints.files(folder()));
  }

  @Test
  void aBrokenBestDoesNotCostTheOneBefore() throws IOException {
    CheckpointStore store = store(2);
    save(store, 10, true);
    save(store, 20, true);
    Files.write(folder().resolve(Checkpoints.best(20)), new byte[5]);
    assertEquals(10, store.best().orElseThrow().step());
    for (long step : new long[] {30, 40, 50}) {
      save(store, step, false);
    }
    CheckpointStore.Found best = store.best().orElseThrow();
    assertEquals(10, best.step());
    assertEquals(1, best.broken().size());
  }

  @Test
  void aBrokenFileThatIsSavedAgainCounts() throws IOException {
    CheckpointStore store = store(1);
    save(store, 10, false);
    save(store, 20, false);
    Files.write(folder().resolve(Checkpoints.name(20)), new byte[5]);
    assertThrows(RuntimeException.class, store::newest);
    save(store, 20, false);
    save(store, 30, false);
    assertEquals(List.of(Checkpoints.name(30)), Checkpoints.files(folder()));
  }

  @Test
  void optionsOutsideTheirRangeAreRefused() {
    assertEquals(
        "checkpoints: keep 0; expected at least 1",
        assertThrows(OptionException.class, () -> store(0)).getMessage());
    for (long step : new long[] {-1, CheckpointName.LAST_STEP + 1}) {
      assertEquals(
          "checkpoints: step " + step + "; expected a number from 0 to 999999999999999999",
          assertThrows(OptionException.class, () -> save(store(1), step, false)).getMessage());
    }
    assertTrue(Files.notExists(folder()));
  }

  private static String temporary(long step, long process) {
    return "." + Checkpoints.name(step) + "." + process + ".0.tmp";
  }

  @Test
  void whatDeadProcessesLeftIsSweptAndNothingElse() throws Exception {
    Files.createDirectories(folder());
    Process dead =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-version")
            .redirectErrorStream(true)
            .redirectOutput(root.resolve("output.txt").toFile())
            .start();
    assertTrue(dead.waitFor(60, TimeUnit.SECONDS));
    long own = ProcessHandle.current().pid();
    Path left = Files.createFile(folder().resolve(temporary(1, dead.pid())));
    Path leftOfBest =
        Files.createFile(folder().resolve("." + Checkpoints.best(2) + "." + dead.pid() + ".7.tmp"));
    Path living = Files.createFile(folder().resolve(temporary(3, own)));
    Path before = Files.createFile(folder().resolve(temporary(4, own)));
    Files.setLastModifiedTime(before, FileTime.from(Instant.now().minusSeconds(1_000_000)));
    Path other = Files.createFile(folder().resolve(".model.safetensors." + dead.pid() + ".0.tmp"));
    save(store(1), 5, false);
    assertTrue(Files.notExists(left));
    assertTrue(Files.notExists(leftOfBest));
    assertTrue(Files.exists(living), "another thread may be writing it");
    assertTrue(Files.notExists(before), "it is older than the process that now has its number");
    assertTrue(Files.exists(other), "it is not a checkpoint's");
  }

  @Test
  void twoStoresInOneFolderSeeEachOthersCheckpoints() throws IOException {
    CheckpointStore one = store(2);
    CheckpointStore two = store(2);
    save(one, 10, true);
    save(two, 20, false);
    requireStep(20, one.newest());
    requireStep(10, two.best());
    save(one, 30, false);
    save(two, 40, false);
    requireStep(40, one.newest());
    assertEquals(
        List.of(Checkpoints.best(10), Checkpoints.name(30), Checkpoints.name(40)),
        Checkpoints.files(folder()));
  }

  @Test
  @Timeout(120)
  void twoStoresAtTheSameTimeDoNotDisturbEachOther() throws Exception {
    int rounds = 60;
    ConcurrentLinkedQueue<Throwable> failures = new ConcurrentLinkedQueue<>();
    List<Thread> threads = new ArrayList<>();
    for (int thread = 0; thread < 2; thread++) {
      int first = thread;
      threads.add(
          new Thread(
              () -> {
                CheckpointStore store = store(1);
                for (int round = 0; round < rounds; round++) {
                  long step = 2L * round + first;
                  save(store, step, round % 10 == 0);
                  CheckpointStore.Found found = store.newest().orElseThrow();
                  assertTrue(found.step() >= step, found.step() + " after " + step);
                  assertEquals(List.of(), found.broken());
                  Checkpoints.assertSame(Checkpoints.of(found.step()), found.checkpoint());
                }
              }));
    }
    for (Thread thread : threads) {
      thread.setUncaughtExceptionHandler((t, e) -> failures.add(e));
      thread.start();
    }
    for (Thread thread : threads) {
      thread.join();
    }
    assertEquals(List.of(), List.copyOf(failures));
    requireStep(2L * rounds - 1, store(1).newest());
    assertFalse(Checkpoints.files(folder()).stream().anyMatch(name -> name.endsWith(".tmp")));
  }
}
