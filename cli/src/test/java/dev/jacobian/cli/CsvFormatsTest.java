package dev.jacobian.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.function.IntFunction;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tables as other programs write them, through training, evaluation and prediction. */
class CsvFormatsTest {
  @TempDir private Path folder;

  private Path csv(String header, int rows, IntFunction<String> row) throws IOException {
    StringBuilder text = new StringBuilder(header);
    for (int i = 0; i < rows; i++) {
      text.append(row.apply(i)).append('\n');
    }
    return Files.writeString(folder.resolve("rows.csv"), text);
  }

  private CommandRun train(String data) throws IOException {
    Path config = folder.resolve("run.yaml");
    Files.writeString(
        config,
        """
        data: {csv: rows.csv, target: y, %s}
        model: linear
        optimizer: {type: adam, learningRate: 0.05}
        epochs: 3
        device: cpu
        """
            .formatted(data));
    return CommandRun.of("train", config, "--out", folder.resolve("out"));
  }

  private CommandRun run(String command, Object... more) {
    Object[] first = {
      command, folder.resolve("run.yaml"), "--weights", folder.resolve("out/model.safetensors")
    };
    Object[] all = new Object[first.length + more.length];
    System.arraycopy(first, 0, all, 0, first.length);
    System.arraycopy(more, 0, all, first.length, more.length);
    return CommandRun.done(all);
  }

  private static String line(CommandRun run, String label) {
    assertEquals(0, run.exitCode(), run.err());
    return run.lines().stream().filter(line -> line.startsWith(label)).findFirst().orElse("none");
  }

  @Test
  void droppedRowsAreSaid() throws IOException {
    csv("x,z,y\n", 100, i -> i + "," + (i % 10 == 0 ? "1" : "") + "," + 2 * i);
    assertEquals(
        "data        rows.csv: 10 rows (90 dropped: 'z' is missing), 2 features -> y",
        line(train("missing: drop_row"), "data"));
    assertTrue(run("evaluate").out().startsWith("10 rows (90 dropped: 'z' is missing)  loss "));
    csv("x,z,y\n", 100, i -> (i < 3 ? "NA" : i) + "," + (i % 10 == 0 ? "1" : "-") + "," + i);
    assertEquals(
        "data        rows.csv: 9 rows (91 dropped: 'x' is missing in 3, 'z' is missing in 88), 2"
            + " features -> y",
        line(train("missing: drop_row, missingMarkers: [NA, '-']"), "data"));
  }

  @Test
  void predictionNeverLeavesARowOut() throws IOException {
    csv("x,z,y\n", 20, i -> i + "," + (i == 7 ? "" : "1") + "," + 2 * i);
    train("missing: drop_row");
    Path input = Files.writeString(folder.resolve("in.csv"), "x,z\n1,2\n3,\n");
    CommandRun run =
        CommandRun.of(
            "predict",
            folder.resolve("run.yaml"),
            "--weights",
            folder.resolve("out/model.safetensors"),
            "--input",
            input);
    assertEquals(1, run.exitCode());
    assertTrue(
        run.err().startsWith("error: " + input + ", line 3, column 2 'z': the value is missing"),
        run.err());
  }

  @Test
  void aColumnThatCountsTheRowsIsSaid() throws IOException {
    csv(",x,y\n", 150, i -> i + "," + i % 7 + "," + i % 3);
    assertEquals(
        "note        column '' counts the rows from 0 to 149 and is used as a feature; ignored: ['']"
            + " leaves it out",
        line(train("standardize: features"), "note"));
    assertTrue(line(train("standardize: features"), "''").startsWith("''  "), "its coefficient");
    assertEquals("none", line(train("ignored: ['']"), "note"));
    assertTrue(line(train("ignored: ['']"), "data").endsWith("150 rows, 1 feature -> y"));
    csv("ID,x,y\n", 150, i -> i + 1 + "," + i % 7 + "," + i % 3);
    assertTrue(
        line(train("cache: true"), "note").contains("column 'ID' counts the rows from 1 to 150"));
    assertEquals("none", line(train("features: [ID, x]"), "note"), "it was asked for");
    csv("id,x,y\n", 150, i -> i * 31 % 150 + "," + i % 7 + "," + i % 3);
    assertEquals("none", line(train("standardize: features"), "note"), "not in order");
    csv("depth,x,y\n", 150, i -> i + "," + i % 7 + "," + i % 3);
    assertEquals("none", line(train("standardize: features"), "note"), "a name that means more");
  }

  @Test
  void aNameThatOccursAgainIsSaid() throws IOException {
    csv("x,x,y\n", 20, i -> i % 4 + "," + i % 7 + "," + i % 3);
    CommandRun run = train("standardize: features");
    assertEquals("note        the name 'x' occurs again: column 2 is 'x.1'", line(run, "note"));
    assertTrue(line(train("ignored: [x.1]"), "data").endsWith("20 rows, 1 feature -> y"));
  }

  @Test
  void numbersWithACommaAreReadIfAskedAndElseTheErrorSaysHow() throws IOException {
    csv("x;y\n", 20, i -> String.format(Locale.GERMAN, "%.1f;%.2f", i / 10.0, 1000.0 + i));
    CommandRun run = train("delimiter: ';'");
    assertEquals(2, run.exitCode());
    assertTrue(
        run.err()
            .endsWith(
                "the column 'y' holds text, such as '1000,00'; expected numbers for the loss mse;"
                    + " fix: if it is a number, set data: decimal: ','\n"),
        run.err());
    csv("x;y\n", 20, i -> String.format(Locale.GERMAN, "%.1f;%d", i / 10.0 - 0.5, i));
    assertTrue(
        train("delimiter: ';'")
            .err()
            .contains(
                "line 2, column 1 'x': the cell is '-0,5'; expected a decimal number such as -1.5"
                    + " or 2e3; fix: choose decimal ',' for numbers that are written so"));
    assertTrue(
        line(train("delimiter: ';', decimal: ','"), "data").endsWith("20 rows, 1 feature -> y"));
    Path input = Files.writeString(folder.resolve("in.csv"), "x;id\n2,5;a\n");
    List<String> predicted = run("predict", "--input", input, "--keep-all").lines();
    assertEquals("x;id;y", predicted.get(0));
    assertTrue(predicted.get(1).matches("2,5;a;-?[0-9]+,[0-9]+"), predicted.get(1));
  }

  @Test
  void aPackedFileTrainsAsThePlainOneDoesAlsoThroughTheCache() throws IOException {
    Path plain = csv("x,y\n", 200, i -> i % 7 + "," + i % 3);
    String expected = line(train("cache: false"), "train");
    byte[] bytes = Files.readAllBytes(plain);
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(plain))) {
      out.write(bytes);
    }
    assertEquals(expected, line(train("cache: false"), "train"));
    assertEquals(expected, line(train("cache: true"), "train"));
    assertEquals(expected, line(train("cache: true"), "train"), "the cache as it lies");
  }

  @Test
  void aFileOfAnotherKindIsNamed() throws IOException {
    Files.writeString(folder.resolve("rows.csv"), "PAR1\u0015\u0000\u0015PAR1");
    CommandRun run = train("cache: false");
    assertEquals(1, run.exitCode());
    assertEquals(
        "error: "
            + folder.resolve("rows.csv")
            + ": the file is a Parquet file; expected CSV; fix: give it as data.parquet",
        run.err().strip());
  }

  @Test
  void whiteSpaceAndEncodingsAreSetByKeys() throws IOException {
    Files.write(
        folder.resolve("rows.csv"),
        " gr\u00f6\u00dfe   y\n 1   2\n\t3 4 \n  \n 5  6\n"
            .getBytes(Charset.forName("windows-1252")));
    CommandRun run = train("delimiter: whitespace");
    assertEquals(1, run.exitCode());
    assertTrue(
        run.err()
            .contains(
                "line 1: the byte 0xF6 is not UTF-8; expected UTF-8 text; fix: choose the encoding"
                    + " that the file has, such as windows-1252, in which the byte is '\u00f6'"),
        run.err());
    assertTrue(
        line(train("delimiter: whitespace, encoding: windows-1252"), "data")
            .endsWith("3 rows, 1 feature -> y"));
  }

  @Test
  void aFileWithoutAHeaderGoesThroughPredictionAndBack() throws IOException {
    csv("", 20, i -> i + ",a," + 2 * i);
    Path config = folder.resolve("run.yaml");
    Files.writeString(
        config,
        """
        data: {csv: rows.csv, header: false, target: 3, ignored: 2}
        model: linear
        optimizer: {type: adam, learningRate: 0.05}
        epochs: 3
        device: cpu
        """);
    CommandRun.done("train", config, "--out", folder.resolve("out"));
    Path input = Files.writeString(folder.resolve("in.csv"), "7,b,1\n8,c,1\n");
    Path output = folder.resolve("predicted.csv");
    run("predict", "--input", input, "--keep-all", "--output", output);
    List<String> once = Files.readAllLines(output);
    assertEquals(2, once.size(), "a row for each, and no header: " + once);
    assertTrue(once.get(0).startsWith("7,b,1,"), once.get(0));
    List<String> twice = run("predict", "--input", output, "--keep-all").lines();
    assertEquals(2, twice.size());
    assertTrue(twice.get(0).startsWith(once.get(0) + ","), twice.get(0));
    assertFalse(twice.get(1).contains("column"), twice.get(1));
  }
}
