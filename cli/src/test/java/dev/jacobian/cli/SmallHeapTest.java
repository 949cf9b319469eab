package dev.jacobian.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jacobian.io.NumpyFile;
import dev.jacobian.tensor.Tensor;
import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.io.Writer;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Data that is too large for the heap is one line and exit code 1, whatever file it is in. */
@Timeout(240)
class SmallHeapTest {
  private static final String HEAP = "48m";

  @TempDir private Path folder;

  /** Returns the one line that a command ends with. */
  private String failure(String... arguments) throws IOException, InterruptedException {
    ProgramRun program = new ProgramRun(folder, HEAP);
    assertEquals(1, program.end(arguments), program.text("out"));
    String line = program.text("err").strip();
    assertEquals(1, line.lines().count(), line);
    assertTrue(line.contains("(with ./jacobian: JAVA_OPTS=-Xmx1g)"), line);
    assertTrue(line.contains("Java heap of 48.0 MiB") || line.contains("up to 48.0 MiB"), line);
    return line;
  }

  private String training(String data) throws IOException, InterruptedException {
    Files.writeString(
        folder.resolve("run.yaml"),
        "data: {"
            + data
            + "}\nmodel: linear\noptimizer: {type: sgd, learningRate: 0.1}\nepochs: 1\ndevice: cpu\n");
    return failure("train", "run.yaml");
  }

  private static byte[] npyHeader(int rows) {
    String text = "{'descr': '<f4', 'fortran_order': False, 'shape': (" + rows + ", 4)}";
    ByteBuffer bytes = ByteBuffer.allocate(10 + text.length());
    bytes.put(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0, (byte) text.length(), 0});
    return bytes.put(text.getBytes(StandardCharsets.US_ASCII)).array();
  }

  private static void zeros(OutputStream out, long bytes) throws IOException {
    byte[] some = new byte[1 << 20];
    for (long at = 0; at < bytes; at += some.length) {
      out.write(some, 0, (int) Math.min(some.length, bytes - at));
    }
  }

  @Test
  void arraysSayWhatTheyNeed() throws Exception {
    NumpyFile.saveNpy(folder.resolve("y.npy"), Tensor.zeros(6));
    int rows = 6_000_000;
    try (RandomAccessFile out = new RandomAccessFile(folder.resolve("x.npy").toFile(), "rw")) {
      out.write(npyHeader(rows));
      out.setLength(out.length() + 16L * rows);
    }
    assertTrue(
        training("inputs: x.npy, targets: y.npy")
            .startsWith(
                "error: npy file 'x.npy': 24,000,000 elements of float32 take 91.6 MiB, for which"
                    + " the Java heap of 48.0 MiB has no room; expected a heap"));
    try (OutputStream out =
        new GZIPOutputStream(Files.newOutputStream(folder.resolve("bomb.gz")))) {
      out.write(ByteBuffer.allocate(12).putInt(0x802).putInt(rows).putInt(8).array());
      zeros(out, 8L * rows);
    }
    assertTrue(
        training("inputs: bomb.gz, targets: y.npy")
            .startsWith("error: IDX file 'bomb.gz': 48,000,000 elements of int32 take 183.1 MiB"));
    try (ZipOutputStream out =
        new ZipOutputStream(Files.newOutputStream(folder.resolve("bomb.npz")))) {
      for (String name : new String[] {"x.npy", "y.npy"}) {
        out.putNextEntry(new ZipEntry(name));
        out.write(npyHeader(rows));
        zeros(out, 16L * rows);
        out.closeEntry();
      }
    }
    assertTrue(
        training("npz: bomb.npz")
            .startsWith("error: npz file 'bomb.npz', array 'x': 24,000,000 elements of float32"));
  }

  @Test
  void aTableSaysWhatItNeedsAndOffersTheCache() throws Exception {
    try (Writer out = Files.newBufferedWriter(folder.resolve("rows.csv"))) {
      out.write("a,b,c,y\n");
      for (int i = 0; i < 4_000_000; i++) {
        out.write("1,2,3,4\n");
      }
    }
    String line = training("csv: rows.csv, target: y");
    assertTrue(line.startsWith("error: rows.csv: at least "), line);
    assertTrue(line.contains("fix: read it through a MappedDataset (data.cache: true)"), line);
  }

  @Test
  void anyOtherUseOfTheWholeHeapIsOneLineToo() throws Exception {
    Path run = Files.createDirectory(folder.resolve("run"));
    try (Writer out = Files.newBufferedWriter(run.resolve("metrics.jsonl"))) {
      for (int i = 1; i < 500_000; i++) {
        out.write(
            "{\"kind\":\"step\",\"epoch\":1,\"step\":"
                + i
                + ",\"rows\":32,\"loss\":0.5,\"learningRate\":0.1}\n");
      }
    }
    assertTrue(
        failure("report", "run")
            .startsWith("error: report: the memory of Java, up to 48.0 MiB, was used up ("));
    try (Writer out = Files.newBufferedWriter(folder.resolve("wide.csv"))) {
      for (int i = 0; i < 1_500_000; i++) {
        out.write("a" + i + ",");
      }
      out.write("y\n1,2\n");
    }
    assertTrue(
        training("csv: wide.csv, target: y")
            .startsWith("error: train: the memory of Java, up to 48.0 MiB, was used up ("));
  }
}
