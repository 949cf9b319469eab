package dev.jacobian.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a command does when its output cannot be written, in processes of their own. */
class OutputEndsTest {
  private static final String FULL =
      "error: standard output cannot be written: No space left on device";

  @TempDir private static Path folder;

  @BeforeAll
  static void train() throws IOException {
    assumeTrue(Files.exists(Path.of("/dev/full")), "there is no /dev/full");
    StringBuilder rows = new StringBuilder("x,y\n");
    for (int i = 0; i < 30_000; i++) {
      rows.append(i % 10).append(',').append(2 * (i % 10) + 1).append('\n');
    }
    Files.writeString(folder.resolve("rows.csv"), rows);
    Files.writeString(
        folder.resolve("run.yaml"),
        """
        data: {csv: rows.csv, target: y}
        model: linear
        optimizer: {type: sgd, learningRate: 0.01}
        epochs: 1
        batchSize: 3000
        device: cpu
        """);
    CommandRun.done("train", folder.resolve("run.yaml"), "--out", folder.resolve("run"));
  }

  private static String err(ProgramRun program) throws IOException {
    return program.text("err").strip();
  }

  /** Commands whose whole output is lost; the first is the case that was silent. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "evaluate run.yaml --weights run/model.safetensors",
        "predict run.yaml --weights run/model.safetensors --input rows.csv",
        "compare run run",
        "report run",
        "train run.yaml --out other",
        "train --help",
        "--version"
      })
  void aFullDiskBehindStandardOutput(String command) throws Exception {
    ProgramRun program = new ProgramRun(folder);
    assertEquals(1, program.endScript("\"$@\" > /dev/full", command.split(" ")));
    assertEquals(FULL, err(program));
    if (command.startsWith("train run")) {
      assertTrue(Files.exists(folder.resolve("other/model.safetensors")), "the run was done");
    }
  }

  @Test
  void anErrorIsNotHiddenByAFullDisk() throws Exception {
    ProgramRun program = new ProgramRun(folder);
    assertEquals(2, program.endScript("\"$@\" > /dev/full", "train", "none.yaml"));
    assertTrue(err(program).startsWith("error: none.yaml: there is no such file"), err(program));
  }

  @Test
  void whoReadsNoMoreEndsItQuietly() throws Exception {
    ProgramRun program = new ProgramRun(folder);
    String[] predict = {
      "predict", "run.yaml", "--weights", "run/model.safetensors", "--input", "rows.csv"
    };
    assertEquals(StandardOutput.EXIT_PIPE, program.endScript("\"$@\" | head -n 2", predict));
    assertEquals("", err(program));
    assertEquals(2, program.text("out").lines().count());
    assertTrue(program.text("out").startsWith("y\n"), program.text("out"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "predict run.yaml --weights run/model.safetensors --input rows.csv --output /dev/full"
            + "|cannot write '/dev/full': No space left on device",
        "predict run.yaml --weights run/model.safetensors --input rows.csv --output p.csv"
            + "|cannot write 'p.csv': File too large"
      })
  void aFullDiskBehindAFileIsNamed(String command, String error) throws Exception {
    ProgramRun program = new ProgramRun(folder);
    assertEquals(1, program.endScript("ulimit -f 64; exec \"$@\"", command.split(" ")));
    assertEquals("error: " + error, err(program));
    assertFalse(Files.exists(folder.resolve("p.csv")));
  }

  /** File errors of each kind name the file, in words. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "train run.yaml --out rows.csv|rows.csv",
        "train run.yaml --out rows.csv/sub|rows.csv",
        "report none|none",
        "compare run none|none",
        "evaluate run.yaml --weights none.safetensors|none.safetensors",
        "evaluate run/checkpoints --input rows.csv|run/checkpoints",
        "predict run.yaml --weights run/model.safetensors --input none.csv|none.csv",
        "predict run.yaml --weights run/model.safetensors --input run|run",
        "predict run.yaml --weights run/model.safetensors --input rows.csv --output none/p.csv|none/p.csv",
        "predict run.yaml --weights run/model.safetensors --input rows.csv --output run|run",
        "export run.yaml --weights run/model.safetensors --to none/m.onnx|none/m.onnx",
        "compare run run --html none/c.html|none/c.html",
        "train run|run"
      })
  void everyFileErrorNamesItsFile(String command, String file) throws IOException {
    String[] arguments = command.split(" ");
    for (int i = 1; i < arguments.length; i++) {
      String text = arguments[i];
      if (!text.startsWith("--")) {
        arguments[i] = folder.resolve(text).toString();
      }
    }
    CommandRun run = CommandRun.of((Object[]) arguments);
    assertTrue(run.exitCode() == 1 || run.exitCode() == 2, "exit code " + run.exitCode());
    assertEquals(1, run.err().lines().count(), run.err());
    assertTrue(run.err().contains(folder.resolve(file).toString()), run.err());
    assertFalse(run.err().contains("Exception"), run.err());
  }

  @Test
  void aFolderForAModelOfTablesIsNamed() {
    Path run = folder.resolve("run");
    assertEquals(
        "error: images in '"
            + run
            + "'; expected rows of a table, which the model is given; fix: use jacobian predict MODEL"
            + " --input TABLE",
        CommandRun.of(
                "predict",
                folder.resolve("run.yaml"),
                "--weights",
                run.resolve("model.safetensors"),
                "--input",
                run)
            .err()
            .strip());
  }

  private static String ended(int code, String reason, int expected) {
    OutputStream broken =
        new OutputStream() {
          @Override
          public void write(int value) throws IOException {
            throw new IOException(reason);
          }
        };
    StandardOutput standard = new StandardOutput(broken);
    PrintWriter out = new PrintWriter(standard, true, StandardCharsets.UTF_8);
    StringWriter err = new StringWriter();
    out.println("text");
    assertEquals(expected, Main.exitCode(code, standard, out, new PrintWriter(err)));
    return err.toString().strip();
  }

  @Test
  void theExitCodeIsTheFirstThingThatWentWrong() {
    String gone = "error: standard output cannot be written: gone";
    assertEquals(gone, ended(0, "gone", 1));
    assertEquals(gone, ended(ErrorReport.OUTPUT_LOST, "gone", 1));
    assertEquals(gone, ended(2, "gone", 2));
    assertEquals(gone, ended(3, "gone", 3));
    assertEquals("", ended(0, "Broken pipe", StandardOutput.EXIT_PIPE));
    assertEquals("", ended(ErrorReport.OUTPUT_LOST, "Broken pipe", StandardOutput.EXIT_PIPE));
    assertEquals("", ended(1, "Broken pipe", 1));
    assertEquals("", ended(0, "The pipe is being closed", StandardOutput.EXIT_PIPE));
  }

  @Test
  void whatArrivesIsNoError() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    StandardOutput standard = new StandardOutput(bytes);
    PrintWriter out = new PrintWriter(standard, true, StandardCharsets.UTF_8);
    out.print("text");
    assertEquals(0, Main.exitCode(0, standard, out, new PrintWriter(new StringWriter())));
    assertEquals("text", bytes.toString(StandardCharsets.UTF_8));
  }
}
