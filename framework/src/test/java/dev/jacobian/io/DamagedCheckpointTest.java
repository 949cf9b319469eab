package dev.jacobian.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jacobian.device.MemoryScope;
import dev.jacobian.shape.FileFormatException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A file that is not as it was written is never taken for good; the one before it is found. */
class DamagedCheckpointTest {
  @TempDir Path folder;

  private CheckpointStore store;
  private Path older;
  private Path newer;
  private byte[] whole;

  @BeforeEach
  void saveTwo() throws IOException {
    store = new CheckpointStore(folder, 5);
    older = store.save(1, false, Checkpoints.of(1));
    newer = store.save(2, false, Checkpoints.of(2));
    whole = Files.readAllBytes(newer);
  }

  /** Puts other bytes into the newer file, and expects that this is found out. */
  private void requireFound(byte[] damaged, String what) throws IOException {
    Files.write(newer, damaged);
    try (MemoryScope scope = MemoryScope.open()) {
      CheckpointStore.Found found = store.newest().orElseThrow();
      assertEquals(older, found.file(), what);
      assertEquals(1, found.step(), what);
      Checkpoints.assertSame(Checkpoints.of(1), found.checkpoint());
      assertEquals(1, found.broken().size(), what);
      String line = found.broken().get(0);
      String start = "checkpoint '" + newer + "'";
      assertTrue(line.startsWith(start) && line.length() > start.length() + 10, line);
      assertEquals(1, line.lines().count(), line);
      assertFalse(line.contains("\u2028"), line);
    }
  }

  @Test
  @Timeout(120)
  void aFileCutAtAnyByteIsPassedOver() throws IOException {
    for (int length = 0; length < whole.length; length++) {
      requireFound(Arrays.copyOf(whole, length), "cut at " + length);
    }
    assertTrue(whole.length > 300, "cut " + whole.length + " times");
    Files.write(newer, whole);
    assertEquals(2, store.newest().orElseThrow().step());
  }

  @Test
  @Timeout(120)
  void aFileWithAnyBitFlippedIsPassedOver() throws IOException {
    int flipped = 0;
    for (int at = 0; at < whole.length; at++) {
      for (int bit = 0; bit < 8; bit++) {
        byte[] damaged = whole.clone();
        damaged[at] ^= (byte) (1 << bit);
        requireFound(damaged, "byte " + at + ", bit " + bit);
        flipped++;
      }
    }
    assertTrue(flipped > 2400, "flipped " + flipped + " bits");
  }

  @Test
  void aFileWithAnyByteInvertedIsPassedOver() throws IOException {
    for (int at = 0; at < whole.length; at++) {
      byte[] damaged = whole.clone();
      damaged[at] ^= (byte) 0xFF;
      requireFound(damaged, "byte " + at);
    }
    assertTrue(whole.length > 300, "inverted " + whole.length + " bytes");
  }

  @Test
  void otherDamageIsPassedOver() throws IOException {
    requireFound(Arrays.copyOf(whole, whole.length + 1), "a byte more");
    requireFound(new byte[whole.length], "zeros");
    byte[] half = whole.clone();
    Arrays.fill(half, half.length / 2, half.length, (byte) 0);
    requireFound(half, "the second half is zeros");
  }

  @Test
  void ifAllAreBrokenEachIsListedInsteadOfStartingOver() throws IOException {
    Files.write(older, new byte[0]);
    Files.write(newer, Arrays.copyOf(whole, whole.length - 1));
    String message = assertThrows(FileFormatException.class, () -> store.newest()).getMessage();
    assertTrue(
        message.startsWith(
            "no checkpoint in '" + folder + "' is whole: (1) checkpoint '" + newer + "': "),
        message);
    assertTrue(
        message.endsWith(
            "; (2) checkpoint '"
                + older
                + "' has 0 bytes; expected at least 8, the length of the header; expected at least"
                + " one that is; fix: bring back a copy of one of these files, or choose another"
                + " folder to start anew"),
        message);
  }

  @Test
  void ifAllOfTheBestAreBrokenEachIsListed() throws IOException {
    Path best = store.save(3, true, Checkpoints.of(3));
    Files.write(best, new byte[3]);
    assertTrue(
        assertThrows(FileFormatException.class, () -> store.best())
            .getMessage()
            .startsWith("no best checkpoint in '" + folder + "' is whole: (1) checkpoint '" + best),
        "other checkpoints are not the best");
    assertEquals(2, store.newest().orElseThrow().step());
  }

  @Test
  void everyNewerFileThatWasPassedOverHasItsLine() throws IOException {
    Path third = store.save(3, true, Checkpoints.of(3));
    Files.write(newer, new byte[0]);
    Files.write(third, new byte[0]);
    CheckpointStore.Found found = store.newest().orElseThrow();
    assertEquals(1, found.step());
    assertEquals(
        List.of(
            "checkpoint '" + third + "' has 0 bytes; expected at least 8, the length of the header",
            "checkpoint '"
                + newer
                + "' has 0 bytes; expected at least 8, the length of the header"),
        found.broken());
  }

  @Test
  void aFolderWithACheckpointsNameIsPassedOver() throws IOException {
    Files.createDirectory(folder.resolve(Checkpoints.name(9)));
    CheckpointStore.Found found = store.newest().orElseThrow();
    assertEquals(2, found.step());
    assertEquals(1, found.broken().size());
  }
}
