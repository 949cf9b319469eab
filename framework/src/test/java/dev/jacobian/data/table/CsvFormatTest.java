package dev.jacobian.data.table;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jacobian.data.column.CsvFormat;
import dev.jacobian.shape.DType;
import dev.jacobian.shape.DataException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How tables may be written, and what is said of those that are written in another way. */
class CsvFormatTest {
  private static final CsvFormat FORMAT = CsvFormat.defaults();
  private static final CsvDataset.Options DEFAULTS =
      CsvDataset.Options.defaults().withDtype(DType.FLOAT64);

  @TempDir private Path folder;

  private CsvDataset read(String text, CsvDataset.Options options) throws IOException {
    return CsvDataset.read(Files.writeString(folder.resolve("data.csv"), text), options);
  }

  private String errorOf(String text, CsvDataset.Options options) {
    return assertThrows(DataException.class, () -> read(text, options))
        .getMessage()
        .replace(folder + "/", "")
        .replace(folder + "\\", "");
  }

  private static double[] numbers(CsvDataset data) {
    return data.gather(LongStream.range(0, data.size()).toArray()).inputs().toDoubleArray();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "sep=;\na;b\n1;2\n3;4\n",
        "sep=;\r\na;b\r\n1;2\r\n3;4\r\n",
        "sep=;\ra;b\r1;2\r3;4\r",
        "\uFEFFsep=;\na;b\n1;2\n3;4\n",
        "\"sep=;\"\na;b\n1;2\n3;4\n",
        "sep=\t\na\tb\n1\t2\n3\t4\n",
        "sep=|\na|b\n1|2\n3|4\n",
        "sep=,\na,b\n1,2\n3,4\n",
        "sep=:\na:b\n1:2\n3:4\n",
        "sep=^\na^b\n1^2\n3^4\n",
        "sep= \na b\n1 2\n3 4\n",
        "sep=;\n\n\na;b\n\n1;2\n3;4"
      })
  void theFileItselfMayNameItsDelimiter(String text) throws IOException {
    CsvDataset data = read(text, DEFAULTS);
    assertEquals(List.of("a", "b"), data.featureNames());
    assertArrayEquals(new double[] {1, 2, 3, 4}, numbers(data));
    CsvDataset targets = read(text, DEFAULTS.withTargets("b"));
    assertEquals(List.of("b"), targets.targetNames());
  }

  @Test
  void linesCountFromTheOneThatNamesTheDelimiter() {
    assertEquals(
        "data.csv, line 4: the row has 1 cells; expected 2, as line 2 has; fix: check the"
            + " delimiter, which is ';', and put cells that contain it in quotes",
        errorOf("sep=;\na;b\n1;2\n3,4\n", DEFAULTS));
  }

  @ParameterizedTest
  @ValueSource(strings = {"sep=", "sep=;;", "sep=x", "sep=1", "separator", "sep=.", "Sep"})
  void aNameThatOnlyLooksLikeIt(String name) throws IOException {
    assertEquals(List.of(name), read(name + "\n1\n", DEFAULTS).featureNames());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "2,5| decimal ','",
        "-0,25| decimal ','",
        "+12,5e3| decimal ','",
        ",5| decimal ','",
        "1.234,5| decimal ',' and thousands '.'",
        "1.234.567| decimal ',' and thousands '.'",
        "1,234.5| thousands ','",
        "1,234,567| thousands ','",
        "1,234| thousands ',', or decimal ','",
        "1 234.5| thousands ' '",
        "1 234,5| decimal ',' and thousands ' '",
        "1\u00a0234| thousands ' ', or decimal ',' and thousands ' '",
        "1'234'567.25| thousands '''",
        "1\u2019234.5| thousands '''",
      })
  void aNumberInAnotherWayOfWritingIsRecognized(String cell, String choice) {
    String message =
        errorOf("a;b\n1;1\n" + cell + ";2\n", DEFAULTS.withFormat(FORMAT.withDelimiter(';')));
    assertEquals(
        "data.csv, line 3, column 1 'a': the cell is '"
            + cell
            + "'; expected a decimal number such as -1.5 or 2e3; fix: choose "
            + choice
            + " for numbers that are written so",
        message);
  }

  @Test
  void aPointIsNoDecimalCommaNorAnyOtherText() {
    CsvDataset.Options german =
        DEFAULTS.withFormat(FORMAT.withDelimiter(';').withDecimal(',').withThousands('.'));
    for (String cell :
        List.of("2..5", "2.,5", "1,2,3", "1,234.5", ".5", "1.", "x", "1,5x", "--1")) {
      assertTrue(
          errorOf("a;b\n" + cell + ";2\n", german).startsWith("data.csv, line 2, column 1 'a': "),
          cell);
    }
    assertTrue(
        errorOf("a;b\n2.5;2\n", DEFAULTS.withFormat(FORMAT.withDelimiter(';').withDecimal(',')))
            .endsWith(
                "expected a decimal number such as -1,5 or 2e3; fix: choose decimal '.' for"
                    + " numbers that are written so"));
  }

  @Test
  void typographicSeparatorsStandForThoseOfTheKeyboard() throws IOException {
    CsvFormat spaces = FORMAT.withThousands(' ');
    assertArrayEquals(
        new double[] {1234567.5, 1000, 12000, 7},
        numbers(
            read(
                "a\n1\u00a0234\u00a0567.5\n1\u202f000\n12 000\n 7 \n",
                DEFAULTS.withFormat(spaces))));
    assertArrayEquals(
        new double[] {1234.5, 1e6},
        numbers(
            read("a\n1\u2019234.5\n1'000'000\n", DEFAULTS.withFormat(FORMAT.withThousands('\'')))));
  }

  @Test
  void labelsThatStandForMissingValuesAreMissing() throws IOException {
    CsvDataset.Options options = DEFAULTS.withClassTarget("k");
    assertEquals(
        "data.csv, line 3, column 2 'k': the value is missing, the cell is 'None'; expected a class"
            + " label; fix: fill it in, or choose missing values DROP_ROW (data.missing: drop_row)"
            + " to go on without it; if it is a label, leave it out of the missing markers"
            + " (data.missingMarkers)",
        errorOf("x,k\n1,a\n2,None\n3,b\n", options));
    CsvDataset dropped =
        read(
            "x,k\n1,a\n2,NA\n3,b\n4,\n5,None\n6,?\n7,\"n/a\"\n8, null \n",
            options.withMissingValues(MissingValues.DROP_ROW));
    assertEquals(List.of("a", "b"), dropped.classNames());
    assertEquals(Map.of("k", 6L), dropped.dropped().byColumn());
    CsvDataset kept =
        read("x,k\n1,a\n2,None\n", options.withFormat(FORMAT.withMissingMarkers("missing")));
    assertEquals(List.of("None", "a"), kept.classNames());
    CsvDataset given = read("x,k\n1,a\n2,None\n", options.withClassNames(List.of("a", "None")));
    assertEquals(List.of("a", "None"), given.classNames(), "a class of the model is no marker");
  }

  @Test
  void truthIsOneOrZeroInEachCellAlsoAmongNumbers() throws IOException {
    CsvDataset data =
        read("a,y\nTrue,false\n0.5,TRUE\n FALSE ,\"true\"\n", DEFAULTS.withTargets("y"));
    assertArrayEquals(new double[] {1, 0.5, 0}, numbers(data));
    assertArrayEquals(
        new double[] {0, 1, 1}, data.gather(new long[] {0, 1, 2}).targets().toDoubleArray());
    for (String cell : List.of("Truee", "T", "yes", "1True", "True False")) {
      assertTrue(errorOf("a\n" + cell + "\n", DEFAULTS).contains("the cell is '" + cell + "'"));
    }
    assertEquals(
        List.of("False", "True"),
        read("x,k\n1,True\n2,False\n", DEFAULTS.withClassTarget("k")).classNames());
  }

  @Test
  void droppedRowsAreCountedByTheFirstColumnThatIsMissing() throws IOException {
    CsvDataset.Options options =
        DEFAULTS.withMissingValues(MissingValues.DROP_ROW).withFeatures("d", "b", "a", "c");
    CsvDataset data = read("a,b,c,d,e\n1,2,3,4,\n,,3,4,5\n1,,,4,5\n1,,3,4,5\n1,2,,4,5\n", options);
    assertEquals(1, data.size());
    assertEquals(
        "4 dropped: 'a' is missing in 1, 'b' is missing in 2, 'c' is missing in 1",
        data.dropped().toString());
    Path cache = folder.resolve("cache.rows");
    assertEquals(
        data.dropped(), MappedDataset.of(folder.resolve("data.csv"), options, cache).dropped());
    assertEquals(
        "5 dropped: 'a' is missing in 1, 'b' is missing in 1, 'c' is missing in 1 and others",
        read("a,b,c,d\n,1,1,1\n1,,1,1\n1,1,,1\n1,1,1,\n1,1,1,\n1,1,1,1\n", options)
            .dropped()
            .toString());
    assertEquals("", DroppedRows.none().toString());
  }

  @Test
  void namesThatOccurAgainAreToldFromEachOther() throws IOException {
    Path file = Files.writeString(folder.resolve("data.csv"), "x,y,x,x.1\n1,2,3,4\n");
    CsvPreview preview = CsvDataset.preview(file, DEFAULTS);
    assertEquals(List.of("x", "y", "x.2", "x.1"), preview.columnNames());
    assertEquals("the name 'x' occurs again: column 3 is 'x.2'", preview.renamed().orElseThrow());
    assertArrayEquals(
        new double[] {3, 1}, numbers(CsvDataset.read(file, DEFAULTS.withFeatures("x.2", "x"))));
    Files.writeString(file, ",,y,y\n1,2,3,4\n");
    assertEquals(List.of("", ".1", "y", "y.1"), CsvDataset.preview(file, DEFAULTS).columnNames());
    assertEquals(
        "the name '' occurs again: column 2 is '.1', and 1 more are renamed so",
        CsvDataset.preview(file, DEFAULTS).renamed().orElseThrow());
    assertEquals(
        List.of("y", "y.1"), CsvDataset.read(file, DEFAULTS.withIgnored("", ".1")).featureNames());
  }

  @Test
  void formatsThatCannotBeReadAreRefused() {
    assertEquals(
        "the decimal sign ';'; expected '.' or ','",
        assertThrows(DataException.class, () -> FORMAT.withDecimal(';')).getMessage());
    assertEquals(
        "'.' as decimal sign and as thousands separator; expected two characters; fix: a point as"
            + " thousands separator goes with decimal ','",
        assertThrows(DataException.class, () -> FORMAT.withThousands('.')).getMessage());
    for (char separator : new char[] {'0', '-', '+', '"', '\n', '\t', 'e', 'x', '\u0663'}) {
      assertTrue(
          assertThrows(DataException.class, () -> FORMAT.withThousands(separator))
              .getMessage()
              .startsWith("the thousands separator "));
    }
  }

  @Test
  void markersThatAreNumbersAreMissingHoweverTheyAreWritten() throws IOException {
    CsvDataset.Options options =
        CsvDataset.Options.defaults()
            .withMissingValues(MissingValues.DROP_ROW)
            .withFormat(FORMAT.withMissingMarkers("-999", "1e10", "0.1"));
    CsvDataset data =
        read("a\n-999\n-999.0\n-9.99e2\n10000000000\n0.10\n.1\n-99\n999\n\" -999 \"\n\n", options);
    assertArrayEquals(new double[] {-99, 999}, numbers(data));
    assertEquals(7, data.dropped().total());
  }
}
