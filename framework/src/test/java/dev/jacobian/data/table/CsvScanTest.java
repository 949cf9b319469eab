package dev.jacobian.data.table;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import dev.jacobian.data.Batch;
import dev.jacobian.data.column.CsvFormat;
import dev.jacobian.data.csv.CsvInput;
import dev.jacobian.shape.DType;
import dev.jacobian.shape.DataException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where a file is cut, and by how many threads it is read, shows in nothing. */
class CsvScanTest {
  private static final long SEED = 77;
  private static final int FILES = 300;
  private static final int[] PART_BYTES = {1, 2, 7, 64, 1 << 20};
  private static final CsvDataset.Options DEFAULTS =
      CsvDataset.Options.defaults().withDtype(DType.FLOAT64);

  @TempDir Path folder;

  private static CsvDataset read(Path file, CsvDataset.Options options, int threads, int bytes) {
    return new CsvFile(CsvInput.of(file), options, threads, bytes)
        .read(columns -> new TableBuilder(columns, options))
        .finish();
  }

  private static String outcome(Path file, CsvDataset.Options options, int threads, int partBytes) {
    try {
      CsvDataset data = read(file, options, threads, partBytes);
      Batch all = data.gather(LongStream.range(0, data.size()).toArray());
      List<Object> values = new ArrayList<>();
      for (double value : all.inputs().toDoubleArray()) {
        values.add(value);
      }
      values.add(all.targets().toString());
      return values + " " + data.classNames() + " " + data.dropped();
    } catch (DataException e) {
      return e.getMessage();
    }
  }

  private static void assertSameForAllCuts(Path file, CsvDataset.Options options) {
    String expected = outcome(file, options, 1, 1 << 20);
    for (int threads = 1; threads <= 3; threads++) {
      for (int bytes : PART_BYTES) {
        assertEquals(expected, outcome(file, options, threads, bytes), threads + " x " + bytes);
      }
    }
  }

  @Test
  void quotedLineBreaksAtEveryCutChangeNothing() throws IOException {
    Path file = folder.resolve("quotes.csv");
    StringBuilder text = new StringBuilder("a,t,k\r\n");
    for (int i = 0; i < 60; i++) {
      text.append(i).append(",\"1\n2,3\r\n\"\"4\r5,\n6,7,8\n\",").append("k").append(i % 3);
      text.append(i % 2 == 0 ? "\n" : "\r\n\n\r");
    }
    Files.writeString(file, text);
    CsvDataset.Options options = DEFAULTS.withIgnored("t").withClassTarget("k");
    assertTrue(outcome(file, options, 1, 1 << 20).startsWith("[0.0, 1.0, 2.0, 3.0"));
    assertSameForAllCuts(file, options);
  }

  @Test
  void errorsNameTheSameLineForAllCuts() throws IOException {
    Path file = folder.resolve("data.csv");
    for (String bad : List.of("x", "", "1,2", "\"1", "\"1\"2", "1e999")) {
      StringBuilder text = new StringBuilder("\n\na,t\n");
      for (int i = 0; i < 40; i++) {
        text.append(i == 33 ? bad : i % 5 == 0 ? "\"" + i + "\"" : i + ".5");
        text.append(i % 3 == 0 ? ",\"u\r\nv\nw\"\n" : ",\n\n");
      }
      Files.writeString(file, text);
      CsvDataset.Options options = DEFAULTS.withIgnored("t");
      String message = outcome(file, options, 1, 1 << 20);
      // Two empty lines, the header, and before row 33 eleven rows of 3 lines and 22 of 2.
      assertTrue(message.startsWith(file + ", line " + (4 + 11 * 3 + 22 * 2)), message);
      assertSameForAllCuts(file, options);
    }
  }

  @Test
  void randomTablesAreReadAsAnotherReaderDoes() throws IOException {
    SplittableRandom random = new SplittableRandom(SEED);
    int compared = 0;
    for (int number = 0; number < FILES; number++) {
      Path file = folder.resolve("random.csv");
      Files.writeString(file, randomTable(random));
      compared += compareWithFastCsv(file);
    }
    assertTrue(compared > 5 * FILES, compared + " rows");
  }

  private static String randomTable(SplittableRandom random) {
    String[] ends = {"\n", "\r\n", "\r"};
    String[] labels = {
      "red", "\"gr\"\"een\"", " blue ", "\"a,b\"", "\"x\ny\"", "\u00e4\u4e16", "q\"q"
    };
    String end = ends[random.nextInt(ends.length)];
    StringBuilder text = new StringBuilder(random.nextBoolean() ? "\uFEFF" : "");
    text.append("a,b,\"k\"").append(end);
    int rows = 1 + random.nextInt(20);
    for (int row = 0; row < rows; row++) {
      for (int column = 0; column < 2; column++) {
        double value = random.nextInt(1000) / 8.0 - 50;
        text.append(
            switch (random.nextInt(5)) {
              case 0 -> "\"" + value + "\"";
              case 1 -> " " + value + " ";
              case 2 -> " \"" + value + " \"\t";
              default -> String.valueOf(value);
            });
        text.append(',');
      }
      text.append(labels[random.nextInt(labels.length)]);
      text.append(row == rows - 1 && random.nextBoolean() ? "" : end);
      text.append(random.nextInt(6) == 0 && row < rows - 1 ? end : "");
    }
    return text.toString();
  }

  private static int compareWithFastCsv(Path file) throws IOException {
    String text = Files.readString(file).replaceFirst("^\uFEFF", "");
    List<Double> numbers = new ArrayList<>();
    List<String> labels = new ArrayList<>();
    try (CsvReader<CsvRecord> reader =
        CsvReader.builder().trimWhitespacesAroundQuotes(true).ofCsvRecord(text)) {
      for (CsvRecord row : reader) {
        if (!row.getField(0).equals("a")) {
          numbers.add(Double.valueOf(row.getField(0).strip()));
          numbers.add(Double.valueOf(row.getField(1).strip()));
          labels.add(row.getField(2).strip());
        }
      }
    }
    CsvDataset.Options options = DEFAULTS.withClassTarget("k");
    assertSameForAllCuts(file, options);
    CsvDataset data = read(file, options, 2, 16);
    Batch all = data.gather(LongStream.range(0, data.size()).toArray());
    assertArrayEquals(
        numbers.stream().mapToDouble(Double::doubleValue).toArray(), all.inputs().toDoubleArray());
    List<String> read = new ArrayList<>();
    for (long index : all.targets().toLongArray()) {
      read.add(data.classNames().get((int) index));
    }
    assertEquals(labels, read);
    return read.size();
  }

  @Test
  void whitespaceOutsideOfAsciiIsTakenOffToo() throws IOException {
    Path file = folder.resolve("wide.csv");
    Files.writeString(file, "a,k\n\u20031.5\u2003,\u2003x\n2,x\n\u2003,x\n");
    CsvDataset.Options options =
        DEFAULTS.withClassTarget("k").withMissingValues(MissingValues.DROP_ROW);
    CsvDataset data = read(file, options, 2, 5);
    assertEquals(List.of("x"), data.classNames());
    assertEquals(1, data.dropped().total());
    Batch all = data.gather(new long[] {0, 1});
    assertArrayEquals(new double[] {1.5, 2}, all.inputs().toDoubleArray());
    assertArrayEquals(new long[] {0, 0}, all.targets().toLongArray());
  }

  @Test
  void aRowWithAMissingValueIsDroppedWhateverElseItHas() throws IOException {
    Path file = folder.resolve("drop.csv");
    Files.writeString(file, "a,b,k\noops,,x\n1,2,y\n,3,z\n");
    CsvDataset.Options options =
        DEFAULTS.withClassTarget("k").withMissingValues(MissingValues.DROP_ROW);
    CsvDataset data = read(file, options, 1, 1 << 20);
    assertEquals(2, data.dropped().total());
    assertEquals(List.of("y"), data.classNames(), "labels of dropped rows are no classes");
    assertSameForAllCuts(file, options);
  }

  @Test
  void ofSeveralBadCellsTheFirstFeatureIsNamed() throws IOException {
    Path file = folder.resolve("bad.csv");
    Files.writeString(file, "y,b,a\nu,v,w\n");
    String message = outcome(file, DEFAULTS.withFeatures("a", "b").withTargets("y"), 1, 1 << 20);
    assertTrue(message.startsWith(file + ", line 2, column 3 'a': the cell is 'w'"), message);
  }

  @Test
  void aQuoteThatIsNotClosedSaysWhereItOpens() throws IOException {
    Path file = folder.resolve("open.csv");
    Files.writeString(file, "a,b\n1,2\n3,\"4\n5,6\n");
    assertEquals(
        file
            + ", line 3: the cell in column 2 starts with a quote that is not closed; expected a"
            + " second quote at the cell's end; fix: close the quote, or double a quote that is"
            + " part of the text",
        outcome(file, DEFAULTS, 1, 1 << 20));
    Files.writeString(file, "a,b\n1,\"2\"3\n");
    assertEquals(
        file
            + ", line 2: the cell in column 2 goes on after its closing quote; expected a"
            + " delimiter or a line end after the quote; fix: double a quote that is part of the"
            + " text",
        outcome(file, DEFAULTS, 1, 1 << 20));
    Files.writeString(file, "\"a,b\n1,2\n");
    assertTrue(
        outcome(file, DEFAULTS, 1, 1 << 20)
            .startsWith(file + ", line 1: the cell in column 1 starts with a quote that"));
  }

  @Test
  void aRowLongerThanAnyTableHasEndsTheScan() throws IOException {
    Path file = folder.resolve("long.csv");
    Files.writeString(file, "a,b\n1,2\n3,\"" + "4,5\n".repeat((17 << 20) / 4));
    assertEquals(
        file
            + ", line 3: the row is longer than 16 MB; expected the row of a table; fix: look for a"
            + " quote that is not closed",
        outcome(file, DEFAULTS, 2, 1 << 20));
  }

  @Test
  void aLongHeaderIsReadWhole() throws IOException {
    Path file = folder.resolve("wide.csv");
    StringBuilder names = new StringBuilder("\n".repeat(70_000));
    StringBuilder row = new StringBuilder();
    for (int i = 0; i < 20_000; i++) {
      names.append(i > 0 ? "," : "").append("column of a wide table ").append(i);
      row.append(i > 0 ? "," : "").append(i);
    }
    Files.writeString(file, names + "\n" + row + "\n" + row + "\n");
    CsvDataset data = read(file, DEFAULTS, 2, 1000);
    assertEquals(20_000, data.featureNames().size());
    assertEquals(2, data.size());
    assertEquals(19_999, data.gather(new long[] {1}).inputs().toDoubleArray()[19_999]);
  }

  @Test
  void aDelimiterThatCouldBePartOfACellIsRefused() {
    for (char delimiter : new char[] {'"', '\n', '\r', '.', '-', '7', 'e', '\u00a7'}) {
      assertTrue(
          assertThrows(DataException.class, () -> CsvFormat.defaults().withDelimiter(delimiter))
              .getMessage()
              .startsWith("the delimiter "));
    }
    assertEquals(
        "the delimiter '.'; expected an ASCII character that ends no line and is no part of a"
            + " number, and no double quote",
        assertThrows(DataException.class, () -> CsvFormat.defaults().withDelimiter('.'))
            .getMessage());
    assertEquals('\t', CsvFormat.defaults().withDelimiter('\t').delimiter());
  }
}
