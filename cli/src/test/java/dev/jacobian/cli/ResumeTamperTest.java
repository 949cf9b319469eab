package dev.jacobian.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jacobian.io.IdxFile;
import dev.jacobian.shape.DType;
import dev.jacobian.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Data that is changed anywhere, with its time set back or not, is never gone on with; the same
 * bytes always are. The system property {@code jacobian.test.tampers} sets the number of rounds.
 */
class ResumeTamperTest {
  private static final String ROUNDS = "jacobian.test.tampers";
  private static final int SHORT_FORM = 8;
  private static final int ROWS = 400;

  @TempDir private Path folder;

  private Path train(String data) throws IOException {
    Path config = folder.resolve("run.yaml");
    Files.writeString(
        config,
        "data: {"
            + data
            + "}\nmodel: linear\noptimizer: {type: sgd, learningRate: 1e-7}\nepochs: 1\ndevice: cpu\n");
    CommandRun.done("train", config, "--out", folder.resolve("run"));
    return config;
  }

  private void tamper(Path config, Path file, int from, boolean isText) throws IOException {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    byte[] whole = Files.readAllBytes(file);
    FileTime time = Files.getLastModifiedTime(file);
    Object[] resume = {"train", config, "--out", folder.resolve("run"), "--resume"};
    for (int round = 0; round < Integer.getInteger(ROUNDS, SHORT_FORM); round++) {
      byte[] changed = whole.clone();
      int at = from + random.nextInt(whole.length - from);
      while (isText && !Character.isDigit(changed[at])) {
        at = from + random.nextInt(whole.length - from);
      }
      changed[at] =
          isText
              ? (byte) ('0' + (changed[at] - '0' + 1 + random.nextInt(9)) % 10)
              : (byte) (changed[at] ^ 1 << random.nextInt(7));
      Files.write(file, changed);
      if (random.nextBoolean()) {
        Files.setLastModifiedTime(file, time);
      }
      String what = "seed " + seed + ", round " + round + ", byte " + at;
      CommandRun refused = CommandRun.of(resume);
      assertEquals(2, refused.exitCode(), what + refused.out() + refused.err());
      assertTrue(
          refused.err().contains(file.getFileName() + " has changed: its "), what + refused.err());
      Files.write(file, whole);
      CommandRun same = CommandRun.of(resume);
      assertEquals(0, same.exitCode(), what + same.err());
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aDigitOfACsvFile(boolean cached) throws IOException {
    StringBuilder rows = new StringBuilder("x,y\n");
    for (int i = 0; i < ROWS; i++) {
      rows.append(i * 31 % 97).append(".25,").append(i * 17 % 89).append(".5\n");
    }
    Path file = Files.writeString(folder.resolve("rows.csv"), rows);
    Path config = train("csv: rows.csv, target: y" + (cached ? ", cache: true" : ""));
    if (cached) {
      // Rows come from the cache, which is made again only where size, time or an end has changed.
      Files.setLastModifiedTime(file, FileTime.fromMillis(0));
    }
    tamper(config, file, 4, true);
  }

  @Test
  void aBitOfAnArrayFile() throws IOException {
    int[] pixels = new int[ROWS];
    for (int i = 0; i < ROWS; i++) {
      pixels[i] = i * 31 % 97;
    }
    Tensor inputs = Tensor.of(pixels, ROWS, 1);
    IdxFile.save(folder.resolve("x.idx"), inputs.to(DType.INT32));
    IdxFile.save(folder.resolve("y.idx"), inputs.reshape(ROWS).to(DType.FLOAT32));
    tamper(train("inputs: x.idx, targets: y.idx"), folder.resolve("x.idx"), 12, false);
  }
}
