package dev.jacobian.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.jacobian.cli.TrainedModels.Trained;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code predict} reads may be a file, packed or not, a pipe, or standard input. */
class PredictInputTest {
  private static final String ROWS = "b,note,a\n0.002,u,1010\n0.004,v,1020\n";

  @TempDir private Path folder;
  private Trained model = new Trained(Path.of(""), Path.of(""));

  @BeforeEach
  void train() throws IOException {
    model = new TrainedModels(folder).regression();
  }

  private List<String> predict(Object input) {
    return CommandRun.done(
            "predict", model.config(), "--weights", model.weights(), "--input", input, "--keep-all")
        .lines();
  }

  @Test
  void standardInputAPackedFileAndAPipeGiveTheSameLines() throws Exception {
    Path plain = Files.writeString(folder.resolve("in.csv"), ROWS);
    List<String> expected = predict(plain);
    assertEquals("b,note,a,y,z", expected.get(0));
    assertEquals(3, expected.size());
    Path packed = folder.resolve("in.csv.gz");
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(packed))) {
      out.write(ROWS.getBytes(StandardCharsets.UTF_8));
    }
    assertEquals(expected, predict(packed));
    InputStream before = System.in;
    try {
      System.setIn(new ByteArrayInputStream(ROWS.getBytes(StandardCharsets.UTF_8)));
      assertEquals(expected, predict("-"));
    } finally {
      System.setIn(before);
    }
  }

  @Test
  void aNamedPipeIsReadOnce() throws Exception {
    Path plain = Files.writeString(folder.resolve("in.csv"), ROWS);
    Path pipe = folder.resolve("pipe");
    assumeTrue(!System.getProperty("os.name").startsWith("Windows"));
    assertEquals(0, new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor());
    Process writer = new ProcessBuilder("sh", "-c", "cat '" + plain + "' > '" + pipe + "'").start();
    assertEquals(predict(plain), predict(pipe));
    assertEquals(0, writer.waitFor());
  }

  @Test
  void trainingFromAPipeSaysWhatToDo() throws Exception {
    assumeTrue(!System.getProperty("os.name").startsWith("Windows"));
    Path pipe = folder.resolve("pipe");
    assertEquals(0, new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor());
    CommandRun run = CommandRun.of("train", model.config(), "--set", "data.csv=" + pipe);
    assertEquals(2, run.exitCode());
    assertTrue(
        run.err()
            .contains(
                pipe
                    + " is no file, but a pipe or a device, which can be read only once; expected a"
                    + " CSV file; fix: save what comes out of it as a file"),
        run.err());
  }
}
