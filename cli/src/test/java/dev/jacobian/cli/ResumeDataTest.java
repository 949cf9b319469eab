package dev.jacobian.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jacobian.io.IdxFile;
import dev.jacobian.io.NumpyFile;
import dev.jacobian.shape.DType;
import dev.jacobian.tensor.Tensor;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A run goes on with the bytes of data it was begun with, or says which file has changed. */
class ResumeDataTest {
  private static final int ROWS = 48;

  @TempDir private Path folder;

  private Path config(String data) throws IOException {
    Path config = folder.resolve("run.yaml");
    Files.writeString(
        config,
        "data: {"
            + data
            + "}\n"
            + """
            model: linear
            optimizer: {type: sgd, learningRate: 0.001}
            epochs: 1
            device: cpu
            """);
    return config;
  }

  private Path csv(int rows) throws IOException {
    StringBuilder text = new StringBuilder("x,y\n");
    for (int i = 0; i < rows; i++) {
      text.append(i % 10).append(".5,").append(i % 7).append(".25\n");
    }
    return Files.writeString(folder.resolve("rows.csv"), text);
  }

  private CommandRun resume(Path config, Object... more) {
    Object[] arguments = new Object[5 + more.length];
    Object[] first = {"train", config, "--out", folder.resolve("run"), "--resume"};
    System.arraycopy(first, 0, arguments, 0, first.length);
    System.arraycopy(more, 0, arguments, first.length, more.length);
    return CommandRun.of(arguments);
  }

  private static void assertRefused(CommandRun resumed, String key, String what) {
    assertEquals(2, resumed.exitCode(), resumed.out());
    assertTrue(
        resumed.err().lines().anyMatch(line -> line.startsWith("  " + key + ": " + what)),
        resumed.err());
    assertTrue(resumed.err().contains("--allow-changed " + key), resumed.err());
  }

  private static void assertGoesOn(CommandRun resumed) {
    assertEquals(0, resumed.exitCode(), resumed.err());
    assertTrue(resumed.out().contains("resumed "), resumed.out());
  }

  /** Changes one byte and sets the file's time. */
  private static void flip(Path file, long at, FileTime time) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    int place = (int) (at < 0 ? bytes.length + at : at);
    bytes[place] =
        (byte) (bytes[place] == '1' ? '2' : bytes[place] == '2' ? '1' : bytes[place] ^ 1);
    Files.write(file, bytes);
    Files.setLastModifiedTime(file, time);
  }

  private static final FileTime LATER = FileTime.from(Instant.now().plusSeconds(90));

  /** 2.4 MB: the middle is in neither the first nor the last MiB. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void digitsInTheMiddleOfAFile(boolean setTimeBack) throws IOException {
    Path rows = csv(280_000);
    assertTrue(Files.size(rows) > 2_400_000, "size");
    Path config = config("csv: rows.csv, target: y");
    CommandRun.done("train", config, "--out", folder.resolve("run"));
    FileTime time = Files.getLastModifiedTime(rows);
    String text = Files.readString(rows);
    int middle = text.indexOf("1.5,", text.length() / 2);
    Files.writeString(rows, text.substring(0, middle) + '3' + text.substring(middle + 1));
    Files.setLastModifiedTime(rows, setTimeBack ? time : LATER);
    assertRefused(
        resume(config),
        "data.csv",
        "rows.csv has changed: its " + Files.size(rows) + " bytes are others; last written ");
  }

  @Test
  void aFileThatWasTouchedIsTheSame() throws IOException {
    Path rows = csv(ROWS);
    Path config = config("csv: rows.csv, target: y");
    CommandRun.done("train", config, "--out", folder.resolve("run"));
    Files.setLastModifiedTime(rows, LATER);
    assertGoesOn(resume(config));
  }

  @Test
  void aFileThatWasWrittenAnewWithTheSameBytesIsTheSame() throws IOException {
    Path rows = csv(ROWS);
    Path config = config("csv: rows.csv, target: y");
    CommandRun.done("train", config, "--out", folder.resolve("run"));
    byte[] bytes = Files.readAllBytes(rows);
    Files.delete(rows);
    Files.write(rows, bytes);
    assertGoesOn(resume(config));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a row more",
        "a row less",
        "a comment column",
        "two rows change places",
        "line ends",
        "a byte-order mark",
        "no last line end",
        "a number written otherwise",
        "first digit",
        "last digit"
      })
  void anyOtherBytesOfACsvFile(String change) throws IOException {
    Path rows = csv(ROWS);
    Path config = config("csv: rows.csv, target: y");
    CommandRun.done("train", config, "--out", folder.resolve("run"));
    FileTime time = Files.getLastModifiedTime(rows);
    String text = Files.readString(rows);
    String changed =
        switch (change) {
          case "a row more" -> text + "9.5,6.25\n";
          case "a row less" -> text.substring(0, text.lastIndexOf('\n', text.length() - 2) + 1);
          case "a comment column" -> text.replace("\n", ",0\n").replace("x,y,0", "x,y,z");
          case "two rows change places" ->
              text.replaceFirst("0.5,0.25\n1.5,1.25\n", "1.5,1.25\n0.5,0.25\n");
          case "line ends" -> text.replace("\n", "\r\n");
          case "a byte-order mark" -> "\ufeff" + text;
          case "no last line end" -> text.stripTrailing();
          case "a number written otherwise" -> text.replaceFirst("5.5,", "5.50,");
          case "first digit" -> text.replaceFirst("0.5,", "1.5,");
          default -> text.substring(0, text.length() - 2) + "7\n";
        };
    assertFalse(changed.equals(text), change);
    Files.writeString(rows, changed, StandardCharsets.UTF_8);
    Files.setLastModifiedTime(rows, time);
    assertRefused(resume(config), "data.csv", "rows.csv has changed: it");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "npz: d.npz",
        "inputs: x.npy, targets: y.npy",
        "inputs: x.idx, targets: y.idx",
        "inputs: x.idx.gz, targets: y.idx.gz"
      })
  void arraysThatChanged(String data) throws IOException {
    arrays(1);
    Path config = config(data);
    CommandRun.done("train", config, "--out", folder.resolve("run"));
    assertGoesOn(resume(config));
    Map<String, FileTime> times = arrays(2);
    for (Map.Entry<String, FileTime> time : times.entrySet()) {
      Files.setLastModifiedTime(folder.resolve(time.getKey()), time.getValue());
    }
    assertRefused(resume(config), "data.inputs", data.contains("npz") ? "d.npz 'x' has" : "x.");
    assertGoesOn(resume(config, "--allow-changed", "data"));
  }

  /** Writes arrays and returns the times that their files had before. */
  private Map<String, FileTime> arrays(long seed) throws IOException {
    SplittableRandom random = new SplittableRandom(seed);
    float[] x = new float[2 * ROWS];
    for (int i = 0; i < x.length; i++) {
      x[i] = random.nextInt(100);
    }
    Tensor inputs = Tensor.of(x, ROWS, 2);
    Tensor targets = inputs.slice(1, 0, 1).reshape(ROWS);
    Map<String, FileTime> before = new LinkedHashMap<>();
    for (String name : new String[] {"d.npz", "x.npy", "y.npy", "x.idx", "y.idx", "x.idx.gz"}) {
      Path file = folder.resolve(name);
      if (Files.exists(file)) {
        before.put(name, Files.getLastModifiedTime(file));
      }
    }
    NumpyFile.saveNpz(folder.resolve("d.npz"), Map.of("x", inputs, "y", targets, "z", inputs));
    NumpyFile.saveNpy(folder.resolve("x.npy"), inputs);
    NumpyFile.saveNpy(folder.resolve("y.npy"), targets);
    for (String end : new String[] {".idx", ".idx.gz"}) {
      IdxFile.save(folder.resolve("x" + end), inputs.to(DType.INT32));
      IdxFile.save(folder.resolve("y" + end), targets);
    }
    return before;
  }

  @Test
  void anotherArrayOfTheSameFile() throws IOException {
    arrays(1);
    Path config = config("npz: d.npz");
    CommandRun.done("train", config, "--out", folder.resolve("run"));
    assertRefused(
        resume(config, "--set", "data.inputs=z"), "data.inputs", "saved d.npz 'x', now d.npz 'z'");
  }

  @Test
  void aCachedFile() throws IOException {
    Path rows = csv(ROWS);
    Path config = config("csv: rows.csv, target: y, cache: true");
    CommandRun.done("train", config, "--out", folder.resolve("run"));
    assertGoesOn(resume(config));
    Files.setLastModifiedTime(rows, LATER);
    assertGoesOn(resume(config));
    // Read into memory, the same bytes are the same rows.
    assertGoesOn(resume(config, "--set", "data.cache=false"));
    flip(rows, 4, FileTime.from(Instant.now().plusSeconds(180)));
    assertRefused(
        resume(config),
        "data.csv",
        "rows.csv has changed: its " + Files.size(rows) + " bytes are others");
  }

  @Test
  void aFileOfAnotherNameWithTheSameBytesIsTheSame() throws IOException {
    Path rows = csv(ROWS);
    Path config = config("csv: rows.csv, target: y");
    CommandRun.done("train", config, "--out", folder.resolve("run"));
    Path moved = Files.move(rows, folder.resolve("moved.csv"));
    assertGoesOn(resume(config, "--set", "data.csv=" + moved));
    flip(moved, -3, LATER);
    assertRefused(
        resume(config, "--set", "data.csv=" + moved),
        "data.csv",
        "moved.csv has changed from rows.csv: its ");
  }

  @Test
  void moreRowsMayBeAllowed() throws IOException {
    csv(ROWS);
    Path config = config("csv: rows.csv, target: y");
    CommandRun.done("train", config, "--out", folder.resolve("run"));
    csv(ROWS + 30);
    CommandRun resumed = resume(config, "--allow-changed", "data.csv", "--set", "epochs=2");
    assertGoesOn(resumed);
    assertTrue(resumed.out().contains("changed     data.csv: rows.csv has changed"), resumed.out());
    assertTrue(resumed.out().contains("rows.csv: 78 rows"), resumed.out());
  }
}
