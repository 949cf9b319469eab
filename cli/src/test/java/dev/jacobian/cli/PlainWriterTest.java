package dev.jacobian.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PlainWriterTest {
  private static final String HOSTILE =
      "a\u001b[2J\u001b]0;owned\u0007b\u009b31m\u202ec\b\u007f\u2028";

  @TempDir private Path folder;

  private static String plain(String text) {
    StringWriter out = new StringWriter();
    PrintWriter writer = PlainWriter.over(new PrintWriter(out));
    writer.print(text);
    writer.flush();
    return out.toString();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "1b|\\u001b", "7|\\u0007", "8|\\u0008", "0|\\u0000", "c|\\u000c", "7f|\\u007f",
        "9b|\\u009b", "85|\\u0085", "202e|\\u202e", "202a|\\u202a", "2066|\\u2066", "2069|\\u2069",
        "2028|\\u2028", "2029|\\u2029"
      })
  void whatATerminalObeysIsSpelledOut(String code, String expected) {
    char letter = (char) Integer.parseInt(code, 16);
    assertEquals("x" + expected + "y", plain("x" + letter + "y"));
    StringWriter out = new StringWriter();
    PlainWriter.over(new PrintWriter(out)).write(letter);
    assertEquals(expected, out.toString());
  }

  @Test
  void textStaysAsItIs() {
    String text = "Größe\t漢字 \ud83d\ude00 e\u0301 \\u001b\nnext line\n";
    assertEquals(text, plain(text));
    assertEquals("", plain(""));
  }

  /**
   * A column's name comes by errors, by training's first lines and by the table of coefficients.
   */
  @ParameterizedTest
  @ValueSource(strings = {"header", "label", "target"})
  void namesOfAFileCannotDriveTheTerminal(String where) throws IOException {
    String feature = where.equals("header") ? HOSTILE : "x";
    String target = where.equals("target") ? HOSTILE : "y";
    StringBuilder rows = new StringBuilder("\"" + feature + "\",\"" + target + "\"\n");
    for (int i = 0; i < 20; i++) {
      String value =
          where.equals("label") ? i % 2 == 0 ? "\"" + HOSTILE + "\"" : "b" : String.valueOf(2 * i);
      rows.append(i).append(',').append(value).append('\n');
    }
    Files.writeString(folder.resolve("rows.csv"), rows);
    Path config = folder.resolve("run.yaml");
    Files.writeString(
        config,
        "data: {csv: rows.csv, target: '2', header: true}\n".replace("'2'", quote(target))
            + "model: "
            + (where.equals("label") ? "logistic" : "linear")
            + "\noptimizer: {type: sgd, learningRate: 0.001}\nepochs: 2\ndevice: cpu\n");
    CommandRun run = CommandRun.of("train", config, "--out", folder.resolve("run"));
    assertPlain(run);
    Files.writeString(folder.resolve("rows.csv"), rows + "oops,\"" + HOSTILE + "\"\n");
    assertPlain(CommandRun.of("train", config, "--out", folder.resolve("run")));
  }

  private static String quote(String name) {
    StringBuilder text = new StringBuilder("\"");
    name.chars().forEach(c -> text.append(String.format("\\u%04x", c)));
    return text.append('"').toString();
  }

  @Test
  void namesOfFilesCannotEither() throws IOException {
    Path run = Files.createDirectory(folder.resolve("a\u001b[31mb"));
    Files.writeString(
        run.resolve("metrics.jsonl"),
        "{\"kind\":\"epoch\",\"epoch\":1,\"step\":1,\"learningRate\":0.1,\"scores\":{\"s\\u001b[2J\":1}}\n");
    assertPlain(CommandRun.of("report", run));
    assertPlain(CommandRun.of("compare", run, run));
    assertPlain(CommandRun.of("train", run.resolve("none.yaml")));
    assertPlain(CommandRun.of("evaluate", run.resolve("none.yaml"), "--weights", "\u001b[2J"));
    assertPlain(CommandRun.of("tr\u001b[2J"));
    assertPlain(CommandRun.of("train", "x.yaml", "--\u001b[2J"));
  }

  private static void assertPlain(CommandRun run) {
    String all = run.out() + run.err();
    assertFalse(all.isEmpty());
    assertTrue(
        all.chars().noneMatch(c -> c != '\n' && c != '\t' && Character.isISOControl(c)), all);
    assertFalse(all.contains("\u202e"), all);
  }
}
