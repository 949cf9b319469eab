package dev.jacobian.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PredictionWriterTest {
  private static String line(boolean guards, int kept, String... cells) throws IOException {
    StringWriter out = new StringWriter();
    new PredictionWriter(out, ',', "\n", guards).write(List.of(cells), kept);
    return out.toString();
  }

  /** Each kept cell is a text that a spreadsheet would run, or a number that it would not. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "=1+1|'=1+1",
        "+1+1|'+1+1",
        "-1+1|'-1+1",
        "@SUM(A1)|'@SUM(A1)",
        "\"=HYPERLINK(\"\"http://x\"\",\"\"y\"\")\"|\"'=HYPERLINK(\"\"http://x\"\",\"\"y\"\")\"",
        "\" =1+1\"|' =1+1",
        "` =1`|'=1",
        "\"\t=1\"|'\t=1",
        "-|'-",
        "+49 30 1234|'+49 30 1234",
        "-inf|'-inf",
        "\uff1d1+1|'\uff1d1+1",
        "\uff0b1|'\uff0b1",
        "-5|-5",
        "+3.25|+3.25",
        "-1e-7|-1e-7",
        "-1.234,56|-1.234,56",
        "-.5|-.5",
        "\" -5 \"|\" -5 \"",
        "a=b|a=b",
        "007|007",
        "\" 007 \"|\" 007 \"",
        "``|``",
        "'=1|'=1"
      })
  void textThatASpreadsheetWouldRunGetsAQuote(String cell, String guarded) throws IOException {
    assertEquals(guarded + ",0.5\n", line(true, 1, cell, "0.5"));
    assertEquals(cell + ",0.5\n", line(false, 1, cell, "0.5"));
  }

  @Test
  void labelsAndNamesAreGuardedToo() throws IOException {
    assertEquals("'=evil,0.5\n", line(true, 0, "=evil", "0.5"));
    assertEquals("\"'=a,b\",-0.5\n", line(true, 0, "=a,b", "-0.5"));
    assertEquals("=evil,0.5\n", line(false, 0, "=evil", "0.5"));
    assertEquals("-0.5,1.5E-7\n", line(true, 0, "-0.5", "1.5E-7"));
  }

  @Test
  void whatIsWrittenIsQuotedWhereItMustBe() throws IOException {
    assertEquals(
        "a,\"b,c\",\"d\"\"e\",\"f\ng\",\" h\",\n",
        line(false, 0, "a", "b,c", "d\"e", "f\ng", " h", ""));
    StringWriter out = new StringWriter();
    new PredictionWriter(out, ';', "\r\n", false).write(List.of("b,c", "d;e"), 0);
    assertEquals("b,c;\"d;e\"\r\n", out.toString());
  }
}
