package dev.jacobian.trainers.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jacobian.shape.FileFormatException;
import dev.jacobian.trainers.record.RunFiles;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Records of runs that somebody else wrote: what is shown of them is short and is only text. */
@Timeout(60)
class HostileRunTest {
  private static final String EPOCH =
      "{\"kind\":\"epoch\",\"epoch\":1,\"step\":1,\"learningRate\":0.1,\"scores\":{%s}}\n";
  private static final String HOSTILE = "<script>alert(1)</script>\\u001b[2J\\u0000'\\\"";

  @TempDir private Path folder;

  @BeforeEach
  void writeMetrics() throws IOException {
    metrics(EPOCH.formatted("\"train_loss\":0.5"));
  }

  private void metrics(String lines) throws IOException {
    Files.writeString(folder.resolve(RunFiles.METRICS), lines);
  }

  private void info(String name, String facts, String settings, String rest) throws IOException {
    Files.writeString(
        folder.resolve(RunFiles.INFO),
        """
        {"name": "%s", "status": "%s", "facts": {%s}, "config": "%s", "settings": {%s},
         "environment": {%s}, "finalScores": {"train_loss": 0.5}%s}
        """
            .formatted(name, name, facts, name, settings, facts, rest));
  }

  private static String many(int count, IntFunction<String> item) {
    return IntStream.range(0, count).mapToObj(item).collect(Collectors.joining(","));
  }

  private String html() throws IOException {
    return Files.readString(HtmlReport.write(folder));
  }

  private String errorOf() {
    String message =
        assertThrows(FileFormatException.class, () -> HtmlReport.write(folder)).getMessage();
    assertTrue(message.startsWith(folder.toString()), message);
    assertTrue(message.length() < 4000, message.length() + " characters");
    return message.substring(folder.toString().length() + 1);
  }

  @Test
  void textIsNeitherMarkupNorATerminalsCommand() throws IOException {
    String fact = "\"" + HOSTILE + "\": \"" + HOSTILE + "\"";
    info(HOSTILE, fact, fact, ", \"predictions\": []");
    metrics(EPOCH.formatted("\"" + HOSTILE + "\":0.5"));
    Path other = Files.createDirectory(folder.resolve("other"));
    Files.writeString(other.resolve(RunFiles.METRICS), EPOCH.formatted("\"train_loss\":0.25"));
    RunComparison comparison = RunComparison.read(List.of(folder, other));
    String table = comparison.table();
    assertTrue(table.contains("\\u001b[2J"), table);
    assertFalse(table.chars().anyMatch(c -> Character.isISOControl(c) && c != '\n'), table);
    for (String page : List.of(html(), ComparisonReport.html(comparison))) {
      assertFalse(page.contains("<script"), page);
      assertTrue(page.contains("&lt;script&gt;"), page);
      assertFalse(page.contains("\u001b"), page);
    }
  }

  @Test
  void longTextsAndLongListsAreShortened() throws IOException {
    String huge = "h".repeat(3_000_000);
    String counts = "[" + many(300, i -> "1") + "]";
    info(
        huge,
        many(5000, i -> "\"f" + i + "\":\"v\"") + ",\"g\":\"" + huge + "\"",
        many(5000, i -> "\"s" + i + "\":\"v\"")
            + ",\""
            + "k".repeat(40_000)
            + "\":\""
            + huge
            + "\"",
        ", \"confusion\": {\"rows\": \""
            + huge
            + "\", \"classNames\": ["
            + many(300, i -> "\"c" + i + "\"")
            + "], \"counts\": ["
            + many(300, i -> counts)
            + "]}, \"predictions\": ["
            + many(500, i -> "{\"rows\":\"r\",\"target\":\"t\",\"actual\":[1],\"predicted\":[2]}")
            + "]");
    String page = html();
    // The configuration is shown as a whole.
    assertTrue(page.length() < 3_000_000 + 2_500_000, page.length() + " characters");
    assertTrue(page.contains(", the first 100 of 300 classes</h2>"));
    assertTrue(page.contains("… (3,000,000 characters)"));
    Path other = Files.createDirectory(folder.resolve("other"));
    Files.writeString(other.resolve(RunFiles.METRICS), EPOCH.formatted("\"train_loss\":0.25"));
    RunComparison comparison = RunComparison.read(List.of(folder, other));
    assertTrue(comparison.table().length() < 2_000_000, comparison.table().length() + "");
    assertTrue(ComparisonReport.html(comparison).length() < 2_000_000);
  }

  @Test
  void manyScoresAreRefusedAndSomeAreDrawn() throws IOException {
    metrics(EPOCH.formatted(many(900, i -> "\"score" + i + "\":0.5")));
    assertTrue(html().length() < 3_000_000);
    metrics(EPOCH.formatted(many(1001, i -> "\"score" + i + "\":0.5")) + "\n");
    assertEquals(
        "metrics.jsonl: the records have more than 1000 different scores; expected those of a run;"
            + " fix: remove the lines that jacobian did not write",
        errorOf());
  }

  @Test
  void whatIsFarTooLargeIsNotRead() throws IOException {
    try (RandomAccessFile info =
        new RandomAccessFile(folder.resolve(RunFiles.INFO).toFile(), "rw")) {
      info.setLength(100L << 20);
    }
    assertEquals(
        "run.json: the file has 100.0 MiB; expected what jacobian train writes of a run, at most"
            + " 64.0 MiB; fix: remove it: the report then lacks what stood there",
        errorOf());
    Files.delete(folder.resolve(RunFiles.INFO));
    try (RandomAccessFile metrics =
        new RandomAccessFile(folder.resolve(RunFiles.METRICS).toFile(), "rw")) {
      metrics.setLength(3L << 30);
    }
    assertEquals(
        "metrics.jsonl: the file has 3.0 GiB; expected records of a run, at most 1.0 GiB; fix:"
            + " remove the file, or steps from it",
        errorOf());
    Files.delete(folder.resolve(RunFiles.METRICS));
    metrics("{\"kind\":\"" + "x".repeat(2_000_000) + "\"}\n{}\n");
    assertTrue(errorOf().startsWith("metrics.jsonl:1: this line has no record; expected"));
    metrics("[".repeat(900_000) + "\n{}\n");
    assertTrue(errorOf().startsWith("metrics.jsonl:1: this line has no record; expected"));
    metrics(EPOCH.formatted(""));
    Files.writeString(folder.resolve(RunFiles.INFO), "{\"name\":" + "[".repeat(1_000_000));
    assertTrue(errorOf().startsWith("run.json: this does not describe a run: "));
    Files.writeString(folder.resolve(RunFiles.INFO), "{\"n" + "n".repeat(1_000_000) + "\":1}");
    assertTrue(errorOf().startsWith("run.json: this does not describe a run: "));
  }

  /** Found by the fuzz trial: the step between marks became 0, and the marks had no end. */
  @Test
  void numbersThatAreHardlyAboveZeroAreDrawn() throws IOException {
    for (String[] values :
        new String[][] {
          {"5e-324", "-5e-324"}, {"0", "5e-324"}, {"1e-310", "-1e-320"}, {"1e-299", "-1e-299"}
        }) {
      metrics(
          EPOCH.formatted("\"train_loss\":" + values[0])
              + EPOCH.formatted("\"train_loss\":" + values[1]));
      assertTrue(html().length() < 100_000);
    }
  }

  /** Found by the fuzz trial: counting on from the last step there is, the marks had no end. */
  @Test
  void stepsAtTheEndsOfTheirRangeAreDrawn() throws IOException {
    for (long step : new long[] {Long.MAX_VALUE, Long.MIN_VALUE, Long.MAX_VALUE - 700, 1L << 62}) {
      String epoch = EPOCH.formatted("\"train_loss\":1").replace("\"step\":1", "\"step\":" + step);
      metrics(epoch);
      assertTrue(html().length() < 100_000);
      metrics(epoch + epoch.replace("\"step\":" + step, "\"step\":" + (step + step / -1000)));
      assertTrue(html().length() < 100_000);
    }
  }

  @Test
  void numbersAtTheEndsOfTheirRangeAreDrawn() throws IOException {
    String[] numbers = {
      "1e308", "-1e308", "5e-324", "\"NaN\"", "\"Infinity\"", "\"-Infinity\"", "0", "-0.0", "1e15"
    };
    StringBuilder lines = new StringBuilder();
    long[] steps = {0, Long.MAX_VALUE, Long.MIN_VALUE, -1, Long.MAX_VALUE - 1, 1L << 53, 7, 8, 9};
    for (int i = 0; i < numbers.length; i++) {
      lines.append(
          ("{\"kind\":\"step\",\"epoch\":%d,\"step\":%d,\"rows\":1,\"loss\":%s,\"learningRate\":%s,"
                  + "\"gradientNorm\":%s}\n")
              .formatted(Integer.MIN_VALUE, steps[i], numbers[i], numbers[i], numbers[i]));
      lines.append(
          "{\"kind\":\"epoch\",\"epoch\":2,\"step\":%d,\"learningRate\":1,\"scores\":{\"a\":%s}}\n"
              .formatted(steps[i], numbers[i]));
    }
    metrics(lines.toString());
    for (String seconds : new String[] {"1e308", "-1e308", "\"NaN\"", "\"Infinity\""}) {
      Files.writeString(
          folder.resolve(RunFiles.TIMING),
          "{\"step\":1,\"seconds\":" + seconds + ",\"rowsPerSecond\":1e308}\n");
      assertTrue(html().contains("gradient norm"));
      assertTrue(RunComparison.read(List.of(folder, folder)).table().contains("steps"));
    }
  }
}
