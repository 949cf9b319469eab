package dev.jacobian.trainers.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jacobian.shape.StateException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One holder of a folder at a time, in this JVM; other processes are in LockTest. */
class RunLockTest {
  @TempDir private Path folder;
  private Path file = Path.of("");

  @BeforeEach
  void nameFile() {
    file = folder.resolve("lock");
  }

  private String refusal(Path lock) {
    return assertThrows(StateException.class, () -> RunLock.acquire(folder, lock)).getMessage();
  }

  @Test
  void theSecondInOneJvmIsRefusedAndToldOfTheFirst() {
    try (RunLock first = RunLock.acquire(folder, file)) {
      assertTrue(first.isHeld());
      String message = refusal(file);
      assertTrue(
          message.startsWith(
              folder
                  + " is in use by another run: process "
                  + ProcessHandle.current().pid()
                  + " on "),
          message);
      assertTrue(
          message.matches("(?s).* since \\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d; .*"), message);
      assertTrue(
          message.endsWith(
              "; expected a folder that no other run writes to; fix: wait until it ends, or choose"
                  + " another --out"),
          message);
      // To be refused must not have ended the first one's lock.
      assertEquals(message, refusal(file));
    }
  }

  @Test
  void whenItIsGivenBackTheNextHasIt() {
    for (int i = 0; i < 5; i++) {
      try (RunLock lock = RunLock.acquire(folder, file)) {
        assertTrue(lock.isHeld());
      }
    }
  }

  @Test
  void aThreadThatWasInterruptedTakesAndKeepsIt() {
    Thread.currentThread().interrupt();
    try (RunLock lock = RunLock.acquire(folder, file)) {
      assertTrue(Thread.interrupted(), "the flag was lost");
      assertTrue(lock.isHeld());
      assertTrue(refusal(file).contains("in use"));
    }
  }

  @Test
  void toCloseItTwiceTakesNothingFromTheNext() {
    RunLock first = RunLock.acquire(folder, file);
    first.close();
    try (RunLock second = RunLock.acquire(folder, file)) {
      first.close();
      assertTrue(refusal(file).contains("in use"));
      assertTrue(second.isHeld());
    }
  }

  @Test
  void anotherWayToTheFolderIsTheSameFolder() throws IOException {
    Path link = folder.resolveSibling(folder.getFileName() + "-link");
    Files.createSymbolicLink(link, folder);
    Path relative = Path.of("").toAbsolutePath().relativize(folder.toAbsolutePath());
    try (RunLock lock = RunLock.acquire(folder, file)) {
      assertTrue(refusal(link.resolve("lock")).contains("in use"));
      assertTrue(
          refusal(folder.resolve("../" + folder.getFileName() + "/lock")).contains("in use"));
      assertTrue(refusal(relative.resolve("lock")).contains("in use"));
      assertTrue(lock.isHeld());
    } finally {
      Files.delete(link);
    }
  }

  @Test
  void twoFoldersAreTwo() throws IOException {
    Path other = Files.createDirectory(folder.resolve("other"));
    try (RunLock first = RunLock.acquire(folder, file);
        RunLock second = RunLock.acquire(other, other.resolve("lock"))) {
      assertTrue(first.isHeld() && second.isHeld());
    }
  }

  @Test
  void whatAProcessLeftThatWasKilledIsNoLock() throws IOException {
    Files.writeString(file, "process 1 on elsewhere since 2020-01-01 00:00:00\n");
    try (RunLock lock = RunLock.acquire(folder, file)) {
      assertTrue(lock.isHeld());
    }
    assertTrue(
        Files.readString(file).startsWith("process " + ProcessHandle.current().pid() + " on "),
        "the file names the last holder");
  }

  @Test
  void ofManyThreadsOneHasIt() throws Exception {
    ExecutorService pool = Executors.newFixedThreadPool(8);
    AtomicInteger inside = new AtomicInteger();
    AtomicInteger taken = new AtomicInteger();
    Callable<Boolean> attempt =
        () -> {
          for (int i = 0; i < 40; i++) {
            try (RunLock lock = RunLock.acquire(folder, file)) {
              assertEquals(1, inside.incrementAndGet());
              assertTrue(lock.isHeld());
              taken.incrementAndGet();
              inside.decrementAndGet();
            } catch (StateException e) {
              Thread.yield();
            }
          }
          return true;
        };
    List<Future<Boolean>> all = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      all.add(pool.submit(attempt));
    }
    for (Future<Boolean> one : all) {
      assertTrue(one.get());
    }
    pool.shutdown();
    assertTrue(taken.get() > 0);
  }

  @Test
  void aFolderThatWasRemovedOrMadeAnewIsNotHeld() throws IOException {
    Path inner = Files.createDirectory(folder.resolve("run"));
    Path lock = inner.resolve("lock");
    try (RunLock held = RunLock.acquire(inner, lock)) {
      Files.delete(lock);
      assertFalse(held.isHeld());
      Files.writeString(lock, "another file of this name");
      assertFalse(held.isHeld());
      Files.delete(lock);
      Files.delete(inner);
      assertFalse(held.isHeld());
    }
  }

  @Test
  void aFileSystemWithoutLocksIsGoneOnWith() {
    RunLock.Locking none =
        (channel, at) -> {
          throw new IOException("No locks available");
        };
    try (RunLock lock = RunLock.acquire(folder, file, none)) {
      assertTrue(lock.isHeld());
      // In one JVM there is a lock all the same.
      assertTrue(refusal(file).contains("in use"));
    }
  }

  @Test
  void aLockOfAnotherProcessIsToldByItsFile() throws IOException {
    Files.writeString(file, "process 7 on far since 2026-01-02 03:04:05\n");
    RunLock.Locking taken = (channel, at) -> null;
    String message =
        assertThrows(StateException.class, () -> RunLock.acquire(folder, file, taken)).getMessage();
    assertTrue(
        message.startsWith(
            folder + " is in use by another run: process 7 on far since 2026-01-02 03:04:05; "),
        message);
    Files.writeString(file, "");
    message =
        assertThrows(StateException.class, () -> RunLock.acquire(folder, file, taken)).getMessage();
    assertTrue(message.contains("a process that has not said its name"), message);
    // To be refused leaves nothing behind.
    try (RunLock lock = RunLock.acquire(folder, file)) {
      assertTrue(lock.isHeld());
    }
  }

  @Test
  void aFileThatCannotBeMadeIsNamed() throws IOException {
    Path directory = Files.createDirectory(folder.resolve("directory"));
    String message =
        assertThrows(UncheckedIOException.class, () -> RunLock.acquire(folder, directory))
            .getMessage();
    assertTrue(message.startsWith("cannot write '" + directory + "': "), message);
  }
}
