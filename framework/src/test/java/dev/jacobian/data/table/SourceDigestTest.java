package dev.jacobian.data.table;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jacobian.shape.DataException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SourceDigestTest {
  @TempDir private Path folder;

  private Path file(byte[] bytes) throws IOException {
    return Files.write(folder.resolve("data"), bytes);
  }

  /** The check values of both sums in the catalogue of CRC algorithms. */
  @Test
  void itIsTheTwoWellKnownSums() throws IOException {
    Path file = file("123456789".getBytes(StandardCharsets.US_ASCII));
    assertEquals("cbf43926e3069283", SourceFingerprint.of(file).content());
    assertEquals("0000000000000000", SourceFingerprint.of(file(new byte[0])).content());
  }

  @Test
  void howFarItIsReadInBetweenDoesNotMatter() throws IOException {
    byte[] bytes = new byte[700_001];
    long seed = System.nanoTime();
    Random random = new Random(seed);
    random.nextBytes(bytes);
    Path file = file(bytes);
    String expected = SourceFingerprint.of(file).content();
    for (int round = 0; round < 20; round++) {
      try (SourceDigest digest = SourceDigest.open(file)) {
        for (int i = 0; i < 6; i++) {
          digest.readTo(random.nextInt(2 * bytes.length));
        }
        assertEquals(expected, digest.finish(), "seed " + seed);
      }
    }
  }

  @Test
  void everyChangedDigitIsSeen() throws IOException {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 500; i++) {
      text.append(i * 37 % 1000).append('\n');
    }
    byte[] bytes = text.toString().getBytes(StandardCharsets.US_ASCII);
    Set<String> seen = new HashSet<>();
    seen.add(SourceFingerprint.of(file(bytes)).content());
    for (int i = 0; i < bytes.length; i++) {
      byte before = bytes[i];
      bytes[i] = (byte) (before == '7' ? '3' : '7');
      assertTrue(seen.add(SourceFingerprint.of(file(bytes)).content()), "byte " + i);
      bytes[i] = before;
    }
  }

  @Test
  void aChangeInTheMiddleWithTheTimeSetBackIsSeenInTheContentOnly() throws IOException {
    byte[] bytes = new byte[3 << 20];
    Path file = file(bytes);
    FileTime time = Files.getLastModifiedTime(file);
    SourceFingerprint before = SourceFingerprint.of(file);
    bytes[bytes.length / 2] = 1;
    Files.setLastModifiedTime(file(bytes), time);
    SourceFingerprint after = SourceFingerprint.of(file);
    assertTrue(before.seemsOf(file));
    assertEquals(before.ends(), after.ends());
    assertNotEquals(before.content(), after.content());
    bytes[0] = 1;
    Files.setLastModifiedTime(file(bytes), time);
    assertFalse(before.seemsOf(file));
  }

  @Test
  void aFileThatIsNotThereIsNamed() {
    Path none = folder.resolve("none");
    String message =
        assertThrows(DataException.class, () -> SourceFingerprint.of(none)).getMessage();
    assertTrue(message.startsWith(none + ": the file cannot be read: "), message);
  }
}
