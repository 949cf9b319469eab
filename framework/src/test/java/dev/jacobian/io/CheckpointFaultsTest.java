package dev.jacobian.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.jacobian.io.faults.FailOnce;
import dev.jacobian.io.faults.Faults;
import dev.jacobian.io.faults.FaultyFileSystem;
import dev.jacobian.io.faults.FullDisk;
import dev.jacobian.io.faults.PowerCut;
import dev.jacobian.io.faults.ReadOnly;
import dev.jacobian.logs.LogRecord;
import dev.jacobian.logs.Logs;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever fails, and whenever: what was saved is found again. */
@Timeout(120)
class CheckpointFaultsTest {
  private static final int KEEP = 2;
  private static final long[] STEPS = {10, 20, 30, 40, 50};
  private static final List<Long> BEST = List.of(10L, 30L);
  private static final int NEVER = Integer.MAX_VALUE;

  /** The files that a run leaves. */
  private static final List<String> AT_THE_END =
      List.of(Checkpoints.best(30), Checkpoints.name(40), Checkpoints.name(50));

  @TempDir Path root;

  /** What is known to be saved, as a run goes on. */
  private static final class Run {
    private final CheckpointStore store;
    private long newest = -1;
    private long best = -1;
    private long tried = -1;

    Run(Path folder, Faults faults) {
      store = new CheckpointStore(FaultyFileSystem.over(folder, faults), KEEP);
    }

    void save(long step) {
      tried = step;
      store.save(step, BEST.contains(step), Checkpoints.of(step));
      newest = step;
      best = BEST.contains(step) ? step : best;
    }

    /** Asserts that what was saved, or the save that was stopped, is found. */
    void requireAllIsFound(Path folder, String what) {
      CheckpointStore after = new CheckpointStore(folder, KEEP);
      long found = stepOf(after.newest(), what);
      assertTrue(found == newest || found == tried, what + ": " + found);
      long foundBest = stepOf(after.best(), what);
      assertTrue(
          foundBest == best || (foundBest == tried && BEST.contains(tried)),
          what + ": " + foundBest);
    }
  }

  private static long stepOf(Optional<CheckpointStore.Found> found, String what) {
    if (found.isEmpty()) {
      return -1;
    }
    assertEquals(List.of(), found.get().broken(), what);
    long step = found.get().step();
    Checkpoints.assertSame(Checkpoints.of(step), found.get().checkpoint());
    return step;
  }

  private Path folder(int number) {
    return root.resolve("run" + number).resolve("checkpoints");
  }

  /** Returns how many operations a whole run takes. */
  private int operations() throws IOException {
    FailOnce counter = new FailOnce(NEVER);
    Path folder = root.resolve("counted");
    Run run = new Run(folder, counter);
    for (long step : STEPS) {
      run.save(step);
    }
    assertEquals(AT_THE_END, Checkpoints.files(folder));
    assertTrue(counter.count() > 60, "only " + counter.count() + " operations");
    return counter.count();
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void afterAKillAtAnyOperationWhatWasSavedIsFound(boolean power) throws IOException {
    int operations = operations();
    int inSaves = 0;
    for (int number = 0; number < operations; number++) {
      Path folder = folder(number);
      PowerCut cut = new PowerCut(number);
      Run run = new Run(folder, cut);
      boolean stopped = false;
      for (int i = 0; i < STEPS.length && !stopped; i++) {
        long step = STEPS[i];
        try {
          run.save(step);
        } catch (PowerCut.Stopped e) {
          stopped = true;
          inSaves++;
        }
      }
      assertTrue(stopped, "operation " + number);
      if (power) {
        cut.loseWhatWasNotForced();
      }
      run.requireAllIsFound(folder, "operation " + number);
      goOn(folder, run.newest);
    }
    assertEquals(operations, inSaves);
  }

  /** Runs to the end from the newest checkpoint, and expects the files of a run without faults. */
  private static void goOn(Path folder, long newest) throws IOException {
    CheckpointStore store = new CheckpointStore(folder, KEEP);
    for (long step : STEPS) {
      if (step > newest) {
        store.save(step, BEST.contains(step), Checkpoints.of(step));
      }
    }
    assertEquals(
        AT_THE_END,
        Checkpoints.files(folder).stream().filter(name -> !name.endsWith(".tmp")).toList());
  }

  @Test
  void aFailureAtAnyOperationLosesNothingAndLeavesNothing() throws IOException {
    int operations = operations();
    int errors = 0;
    int warnings = 0;
    for (int number = 0; number < operations; number++) {
      Path folder = folder(number);
      Run run = new Run(folder, new FailOnce(number));
      for (long step : STEPS) {
        try (Logs logs = Logs.collect()) {
          run.save(step);
          List<LogRecord> lines = logs.of(CheckpointStore.class);
          warnings += lines.size();
          for (LogRecord line : lines) {
            assertEquals(
                "cannot delete old files in '" + folder + "': java.io.IOException: ",
                line.text().replaceAll("[A-Z]+ failed$", ""));
          }
        } catch (UncheckedIOException e) {
          errors++;
          assertTrue(
              e.getMessage()
                  .matches(
                      "cannot (write|make the folder) '"
                          + folder.getParent()
                          + ".*': [A-Z_]+ failed"),
              e.getMessage());
          run.requireAllIsFound(folder, "operation " + number);
          requireNothingBeside(folder);
          run.save(step);
        }
        requireNothingBeside(folder);
        run.requireAllIsFound(folder, "operation " + number);
      }
      assertEquals(AT_THE_END, Checkpoints.files(folder), "operation " + number);
    }
    assertTrue(errors > 30 && warnings > 5, errors + " errors, " + warnings + " warnings");
  }

  private static void requireNothingBeside(Path folder) throws IOException {
    if (Files.exists(folder)) {
      assertFalse(
          Checkpoints.files(folder).stream().anyMatch(name -> name.endsWith(".tmp")),
          Checkpoints.files(folder).toString());
    }
  }

  @Test
  void aFullDiskIsNamedAndCostsNothing() throws IOException {
    Path folder = root.resolve("full");
    CheckpointStore real = new CheckpointStore(folder, KEEP);
    long size = Files.size(real.save(10, true, Checkpoints.of(10)));
    int full = 0;
    for (long capacity = 0; capacity < 2 * size; capacity++) {
      FullDisk disk = new FullDisk(folder, capacity);
      CheckpointStore store = new CheckpointStore(FaultyFileSystem.over(folder, disk), KEEP);
      UncheckedIOException thrown =
          assertThrows(UncheckedIOException.class, () -> store.save(20, false, Checkpoints.of(20)));
      full++;
      assertTrue(
          thrown
              .getMessage()
              .matches(
                  "cannot write '"
                      + folder.resolve(Checkpoints.name(20))
                      + "': .*: No space left on device"),
          thrown.getMessage());
      assertEquals(List.of(Checkpoints.best(10)), Checkpoints.files(folder));
      assertEquals(10, stepOf(real.newest(), "capacity " + capacity));
    }
    assertEquals(2 * size, full);
    FullDisk enough = new FullDisk(folder, 2 * size);
    new CheckpointStore(FaultyFileSystem.over(folder, enough), KEEP)
        .save(20, false, Checkpoints.of(20));
    assertEquals(20, stepOf(real.newest(), "enough"));
  }

  @Test
  void aReadOnlyFolderIsNamedAndStillRead() throws IOException {
    Path folder = root.resolve("kept");
    new CheckpointStore(folder, KEEP).save(10, true, Checkpoints.of(10));
    CheckpointStore store =
        new CheckpointStore(FaultyFileSystem.over(folder, new ReadOnly()), KEEP);
    requireDenied(store, folder);
    Path none = root.resolve("none");
    assertEquals(
        "cannot make the folder '" + none + "': permission denied",
        assertThrows(
                UncheckedIOException.class,
                () ->
                    new CheckpointStore(FaultyFileSystem.over(none, new ReadOnly()), KEEP)
                        .save(20, false, Checkpoints.of(20)))
            .getMessage());
  }

  @Test
  void aFolderWithoutPermissionsToWriteIsNamedAndStillRead() throws IOException {
    assumeTrue(
        root.getFileSystem().supportedFileAttributeViews().contains("posix"),
        "this system has no such permissions");
    Path folder = root.resolve("kept");
    CheckpointStore store = new CheckpointStore(folder, KEEP);
    store.save(10, true, Checkpoints.of(10));
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("r-xr-xr-x"));
    try {
      assumeFalse(Files.isWritable(folder), "this user may write everywhere");
      requireDenied(store, folder);
    } finally {
      Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
  }

  private static void requireDenied(CheckpointStore store, Path folder) throws IOException {
    String message =
        assertThrows(UncheckedIOException.class, () -> store.save(20, false, Checkpoints.of(20)))
            .getMessage();
    assertTrue(
        message.startsWith("cannot write '" + folder.resolve(Checkpoints.name(20)) + "': ")
            && message.endsWith(": permission denied"),
        message);
    assertEquals(List.of(Checkpoints.best(10)), Checkpoints.files(folder));
    assertEquals(10, stepOf(store.newest(), "read-only"));
    assertEquals(10, stepOf(store.best(), "read-only"));
  }

  @Test
  void aFolderThatIsAFileIsNamed() throws IOException {
    Path file = Files.writeString(root.resolve("file"), "precious");
    CheckpointStore store = new CheckpointStore(file, KEEP);
    assertEquals(
        "cannot make the folder '" + file + "': it is a file",
        assertThrows(UncheckedIOException.class, () -> store.save(1, false, Checkpoints.of(1)))
            .getMessage());
    assertEquals(
        "cannot look for checkpoints in '" + file + "': it is not a folder",
        assertThrows(UncheckedIOException.class, store::newest).getMessage());
    Path inside = file.resolve("inside");
    assertEquals(
        "cannot make the folder '" + inside + "': " + file + ": it is a file",
        assertThrows(
                UncheckedIOException.class,
                () -> new CheckpointStore(inside, KEEP).save(1, false, Checkpoints.of(1)))
            .getMessage());
    assertEquals("precious", Files.readString(file));
    assertEquals(List.of("file"), Checkpoints.files(root));
  }

  @Test
  void aFileThatCannotBeReadIsPassedOver() throws IOException {
    Path folder = root.resolve("kept");
    CheckpointStore real = new CheckpointStore(folder, KEEP);
    real.save(10, false, Checkpoints.of(10));
    real.save(20, false, Checkpoints.of(20));
    FailOnce counter = new FailOnce(NEVER);
    new CheckpointStore(FaultyFileSystem.over(folder, counter), KEEP).newest();
    int passedOver = 0;
    for (int number = 0; number < counter.count(); number++) {
      CheckpointStore store =
          new CheckpointStore(FaultyFileSystem.over(folder, new FailOnce(number)), KEEP);
      if (number == 0) {
        assertEquals(
            "cannot look for checkpoints in '" + folder + "': LIST failed",
            assertThrows(UncheckedIOException.class, store::newest).getMessage());
        continue;
      }
      CheckpointStore.Found found = store.newest().orElseThrow();
      assertEquals(10, found.step());
      assertTrue(
          found
              .broken()
              .get(0)
              .matches(
                  "checkpoint '"
                      + folder.resolve(Checkpoints.name(20))
                      + "' cannot be read: [A-Z]+ failed; expected a readable"
                      + " file"),
          found.broken().get(0));
      passedOver++;
    }
    assertTrue(passedOver >= 4, passedOver + " failures");
  }
}
