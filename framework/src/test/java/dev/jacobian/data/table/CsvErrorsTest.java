package dev.jacobian.data.table;

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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CsvErrorsTest {
  private static final CsvDataset.Options DEFAULTS = CsvDataset.Options.defaults();

  @TempDir Path folder;

  /** Returns the error's message with the folder left out. */
  private String errorOf(String text, CsvDataset.Options options) throws IOException {
    Path file = folder.resolve("data.csv");
    Files.writeString(file, text);
    return errorOf(file, options);
  }

  private String errorOf(Path file, CsvDataset.Options options) {
    return assertThrows(DataException.class, () -> CsvDataset.read(file, options))
        .getMessage()
        .replace(folder + "/", "")
        .replace(folder + "\\", "");
  }

  @Test
  void aBadCellIsNamedByFileLineColumnAndText() throws IOException {
    assertEquals(
        "data.csv, line 4, column 2 'age': the cell is 'forty'; expected a decimal number such as"
            + " -1.5 or 2e3; fix: correct the cell, or take the column as categories (data.columns:"
            + " {'age': category}) or leave it out (data.ignored: ['age'])",
        errorOf("name,age\n\n1,2\n3,forty\n", DEFAULTS));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"1d", "0x1p3", "Infinity", "-inf", "1 2", "--1", "1e", ".", "e5", "1_0", "٣"})
  void whatIsNoDecimalNumberIsBad(String cell) throws IOException {
    String message = errorOf("a\n" + cell + "\n", DEFAULTS);
    assertTrue(
        message.startsWith(
            "data.csv, line 2, column 1 'a': the cell is '" + cell + "'; expected a"),
        message);
  }

  @Test
  void aNumberThatFloat32CannotHoldIsBad() throws IOException {
    assertTrue(
        errorOf("a\n1e40\n", DEFAULTS)
            .startsWith(
                "data.csv, line 2, column 1 'a': the cell is '1e40'; expected a number that"
                    + " float32 holds, up to 3.4e38; fix: "));
  }

  @Test
  void aLongCellIsShortened() throws IOException {
    assertTrue(
        errorOf("a\n" + "x".repeat(500) + "\n", DEFAULTS)
            .contains("the cell is '" + "x".repeat(40) + "...'; expected"));
  }

  @Test
  void theLineOfACellAfterAQuotedLineBreakIsRight() throws IOException {
    assertTrue(
        errorOf("t,a\n\"one\ntwo\",1\nx,bad\n", DEFAULTS.withIgnored("t"))
            .startsWith("data.csv, line 4, column 2 'a': the cell is 'bad'"));
  }

  @Test
  void aMissingValueIsAnErrorUnlessAPolicySaysOtherwise() throws IOException {
    assertEquals(
        "data.csv, line 2, column 2 'b': the value is missing; expected a number; fix: fill it in,"
            + " or choose missing values NAN or DROP_ROW (data.missing: mean or drop_row) to go on"
            + " without it",
        errorOf("a,b\n1,\n", DEFAULTS));
    assertEquals(
        "data.csv, line 2, column 2 'y': the value is missing, the cell is 'NaN'; expected a number;"
            + " fix: fill it in, or choose missing values DROP_ROW (data.missing: drop_row) to go on"
            + " without it",
        errorOf("a,y\n1,NaN\n", DEFAULTS.withTargets("y").withMissingValues(MissingValues.NAN)));
    assertEquals(
        "data.csv, line 2, column 2 'k': the value is missing; expected a class label; fix: fill"
            + " it in, or choose missing values DROP_ROW (data.missing: drop_row) to go on without it",
        errorOf("a,k\n1,\n", DEFAULTS.withClassTarget("k")));
  }

  @Test
  void policiesThatLeaveNothingSaySo() throws IOException {
    assertEquals(
        "data.csv: no row is left; 2 dropped: 'a' is missing; expected at least one row",
        errorOf("a,b\n,1\n,2\n", DEFAULTS.withMissingValues(MissingValues.DROP_ROW)));
  }

  @Test
  void aRowOfAnotherLengthIsNamed() throws IOException {
    assertEquals(
        "data.csv, line 3: the row has 3 cells; expected 2, as line 1 has; fix: check the"
            + " delimiter, which is ',', and put cells that contain it in quotes",
        errorOf("a,b\n1,2\n1,2,3\n", DEFAULTS));
    assertTrue(
        errorOf("a,b\n1\n", DEFAULTS)
            .startsWith("data.csv, line 2: the row has 1 cells; expected"));
  }

  @Test
  void aNulInAHeaderIsRefused() throws IOException {
    assertEquals(
        "data.csv, line 1: the name of column 2 has a NUL; expected text; fix: look at what the"
            + " file is",
        errorOf("a,b\0c\n1,2\n", DEFAULTS));
  }

  @Test
  void aColumnThatDoesNotExistListsThoseThatDo() throws IOException {
    assertEquals(
        "data.csv: there is no column 'c'; expected one of 'a', 'b'",
        errorOf("a,b\n1,2\n", DEFAULTS.withTargets("c")));
    assertEquals(
        "data.csv: there is no column index 2; expected an index from -2 to 1",
        errorOf("a,b\n1,2\n", DEFAULTS.withTargets(List.of(Column.at(2)))));
    assertEquals(
        "data.csv: there is no column index -3; expected an index from -2 to 1",
        errorOf("a,b\n1,2\n", DEFAULTS.withTargets(List.of(Column.at(-3)))));
  }

  @Test
  void aColumnHasOneRole() throws IOException {
    assertEquals(
        "data.csv: column 'a' is chosen as feature and as target; expected one role for each"
            + " column",
        errorOf("a,b\n1,2\n", DEFAULTS.withTargets("a").withFeatures("a")));
    assertEquals(
        "data.csv: no column is left for the features; the file has [a]; expected at least one"
            + " feature column",
        errorOf("a\n1\n", DEFAULTS.withTargets("a")));
  }

  @Test
  void aLabelThatIsNotGivenIsRefused() throws IOException {
    CsvDataset.Options options = DEFAULTS.withClassTarget("k").withClassNames(List.of("yes", "no"));
    assertEquals(
        "data.csv, line 2, column 2 'k': the label is 'maybe'; expected one of [yes, no]",
        errorOf("a,k\n1,maybe\n", options));
    assertEquals(
        "the category 'yes' is given twice; expected each name once",
        errorOf("a,k\n1,yes\n", options.withClassNames(List.of("yes", "yes"))));
  }

  @Test
  void filesWithoutRowsAreRefused() throws IOException {
    assertEquals("data.csv: the file is empty; expected at least one row", errorOf("", DEFAULTS));
    assertEquals(
        "data.csv: the file has a header but no rows; expected at least one row",
        errorOf("a,b\n", DEFAULTS));
  }

  @Test
  void filesThatCannotBeReadSayWhy() throws IOException {
    assertEquals(
        "none.csv: there is no such file; expected the path of a CSV file",
        errorOf(folder.resolve("none.csv"), DEFAULTS));
    Path latin = folder.resolve("latin.csv");
    Files.write(latin, new byte[] {'a', '\n', '1', '\n', (byte) 0xE4, '\n'});
    assertEquals(
        "latin.csv, line 3: the byte 0xE4 is not UTF-8; expected UTF-8 text; fix: choose the encoding"
            + " that the file has, such as windows-1252, in which the byte is '\u00e4', or convert the"
            + " file to UTF-8",
        errorOf(latin, DEFAULTS));
    Files.write(latin, new byte[] {'a', '\n', '"', '\n', '\n', (byte) 0xFC, '"', '\n'});
    assertTrue(
        errorOf(latin, DEFAULTS).startsWith("latin.csv, line 4: the byte 0xFC is not UTF-8;"),
        errorOf(latin, DEFAULTS));
    Files.write(latin, new byte[] {'\n', 'a', (byte) 0xE9, ',', 'b', '\n'});
    assertTrue(
        errorOf(latin, DEFAULTS).startsWith("latin.csv, line 2: the byte 0xE9 is not UTF-8;"),
        errorOf(latin, DEFAULTS));
    assertTrue(
        errorOf("a,b\n\"1,2\n3,4\n", DEFAULTS).startsWith("data.csv"), "an open quote is an error");
  }

  @Test
  void aClassTargetIsOneColumn() {
    assertEquals(
        "a class target of 0 columns []; expected one target column",
        assertThrows(
                DataException.class,
                () ->
                    new CsvDataset.Options(
                        CsvFormat.defaults(),
                        List.of(),
                        List.of(),
                        List.of(),
                        true,
                        List.of(),
                        MissingValues.ERROR,
                        DType.FLOAT32,
                        Map.of()))
            .getMessage());
  }
}
