package dev.jacobian.data.table;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jacobian.data.column.CategoryType;
import dev.jacobian.data.column.CategoryType.Unseen;
import dev.jacobian.data.column.ColumnType;
import dev.jacobian.data.column.Feature;
import dev.jacobian.data.column.TableSchema;
import dev.jacobian.data.csv.CsvInput;
import dev.jacobian.shape.DType;
import dev.jacobian.shape.DataException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.DoubleStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Columns of a file that hold more than numbers. */
class CsvTypesTest {
  private static final double NAN = Double.NaN;
  private static final ColumnType OPEN = ColumnType.category(List.of());
  private static final CsvDataset.Options DEFAULTS =
      CsvDataset.Options.defaults()
          .withDtype(DType.FLOAT64)
          .withColumnTypes(
              Map.of("sex", OPEN, "class", OPEN, "in", ColumnType.bool(), "day", ColumnType.date()))
          .withTargets("y");

  private static final String TABLE =
      """
      x,sex,class,in,day,y
      1,male,2,yes,1970-01-02,10
      2," female ",1.0,no,1970-01-01 00:01,20
      3,"fem""ale",3,true,1969-12-31,30
      4,male,+2,F,1970-01-01T00:00:00.5,40
      """;

  @TempDir private Path folder;

  private Path write(String text) throws IOException {
    return Files.writeString(folder.resolve("data.csv"), text);
  }

  private static double[] inputs(TableDataset table) {
    return table.gather(LongStream.range(0, table.size()).toArray()).inputs().toDoubleArray();
  }

  private static String message(Path file, CsvDataset.Options options) {
    String message =
        assertThrows(DataException.class, () -> CsvDataset.read(file, options)).getMessage();
    assertTrue(message.startsWith(file.toString()), message);
    return message.substring(file.toString().length());
  }

  @Test
  void cellsBecomeRawNumbersByTheTypesOfTheirColumns() throws IOException {
    CsvDataset table = CsvDataset.read(write(TABLE), DEFAULTS);
    assertEquals(
        new TableSchema(
            List.of(
                Feature.number("x"),
                new Feature("sex", ColumnType.category(List.of("fem\"ale", "female", "male"))),
                new Feature("class", ColumnType.category(List.of("1", "2", "3"))),
                new Feature("in", ColumnType.bool()),
                new Feature("day", ColumnType.date()))),
        table.schema());
    assertArrayEquals(
        new double[] {
          1, 2, 1, 1, 86_400, //
          2, 1, 0, 0, 60, //
          3, 0, 2, 1, -86_400, //
          4, 2, 1, 0, 0.5
        },
        inputs(table));
  }

  @Test
  void categoriesDoNotDependOnTheOrderOfRowsNorOnHowTheFileIsRead() throws IOException {
    List<String> rows = new ArrayList<>();
    Random random = new Random(3);
    for (int i = 0; i < 400; i++) {
      rows.add(i + ",town " + random.nextInt(40) + "," + random.nextInt(12) + ",t,2020-01-01,0");
    }
    double[] expected = null;
    for (int round = 0; round < 4; round++) {
      Path file = write("x,sex,class,in,day,y\n" + String.join("\n", rows) + "\n");
      for (int partBytes : new int[] {1 << 20, 100, 7}) {
        CsvDataset table =
            new CsvFile(CsvInput.of(file), DEFAULTS, 3, partBytes)
                .read(columns -> new TableBuilder(columns, DEFAULTS))
                .finish();
        double[] byRow = new double[2 * rows.size()];
        double[] read = inputs(table);
        for (int at = 0; at < read.length; at += 5) {
          byRow[2 * (int) read[at]] = read[at + 1];
          byRow[2 * (int) read[at] + 1] = read[at + 2];
        }
        expected = expected == null ? byRow : expected;
        assertArrayEquals(expected, byRow);
      }
      Collections.shuffle(rows, random);
    }
  }

  @Test
  void mappedRowsAndStreamedOnesAreTheSame() throws IOException {
    Path file = write(TABLE.replace("3,\"fem\"\"ale\"", "3,NA"));
    for (MissingValues missing : List.of(MissingValues.NAN, MissingValues.DROP_ROW)) {
      CsvDataset.Options options = DEFAULTS.withMissingValues(missing);
      CsvDataset table = CsvDataset.read(file, options);
      Path cache = MappedDataset.besideOf(file, options);
      for (int time = 0; time < 2; time++) {
        MappedDataset mapped = MappedDataset.of(file, options, cache);
        assertEquals(table.schema(), mapped.schema());
        assertEquals(table.dropped(), mapped.dropped());
        assertArrayEquals(inputs(table), inputs(mapped));
      }
      List<double[]> parts = new ArrayList<>();
      CsvStream.of(file, options.withTargets().withSchema(table.schema()), List.of())
          .forEach(3, part -> parts.add(part.features().toDoubleArray()));
      assertArrayEquals(inputs(table), parts.stream().flatMapToDouble(DoubleStream::of).toArray());
    }
    assertThrows(DataException.class, () -> CsvStream.of(file, DEFAULTS.withTargets(), List.of()));
  }

  @Test
  void rowsThatAreLeftOutGiveNoCategory() throws IOException {
    Path file = write("sex,z,y\na,1,1\nb,,2\nc,3,3\n");
    CsvDataset.Options options =
        CsvDataset.Options.defaults()
            .withColumnTypes(Map.of("sex", OPEN))
            .withTargets("y")
            .withMissingValues(MissingValues.DROP_ROW);
    CsvDataset table = CsvDataset.read(file, options);
    assertEquals(ColumnType.category(List.of("a", "c")), table.schema().features().get(0).type());
    assertArrayEquals(new double[] {0, 1, 1, 3}, inputs(table));
    assertEquals(Map.of("z", 1L), table.dropped().byColumn());
  }

  @Test
  void missingCellsAreNaNOrErrors() throws IOException {
    Path file = write("x,sex,class,in,day,y\n1,,?,,NA,10\n2,m,1,no,1970-01-01,20\n");
    CsvDataset table = CsvDataset.read(file, DEFAULTS.withMissingValues(MissingValues.NAN));
    assertArrayEquals(new double[] {1, NAN, NAN, NAN, NAN, 2, 0, 0, 0, 0}, inputs(table));
    assertEquals(
        ", line 2, column 2 'sex': the value is missing; expected a category; fix: fill it in, or"
            + " choose missing values NAN or DROP_ROW (data.missing: mean or drop_row) to go on"
            + " without it",
        message(file, DEFAULTS));
  }

  @Test
  void categoriesThatAreGivenAreCheckedOrUnknown() throws IOException {
    Path file = write("sex,y\nmale,1\nother,2\n");
    CategoryType known = ColumnType.category(List.of("female", "male"));
    CsvDataset.Options options = CsvDataset.Options.defaults().withTargets("y");
    assertEquals(
        ", line 3, column 1 'sex': the cell is 'other'; expected one of [female, male]; fix: correct"
            + " it, or train with data.unseen: unknown to let a model take categories that it does"
            + " not know",
        message(file, options.withColumnTypes(Map.of("sex", known))));
    ColumnType lenient = known.withUnseen(Unseen.UNKNOWN);
    assertArrayEquals(
        new double[] {1, 2},
        inputs(CsvDataset.read(file, options.withColumnTypes(Map.of("sex", lenient)))));
  }

  @Test
  void cellsOfAnotherTypeAreNamed() throws IOException {
    assertEquals(
        ", line 2, column 4 'in': the cell is 'maybe'; expected true or false (or yes and no, t and"
            + " f, y and n, 1 and 0); fix: correct the cell, or take the column as categories"
            + " (data.columns: {'in': category}) or leave it out (data.ignored: ['in'])",
        message(write("x,sex,class,in,day,y\n1,m,1,maybe,2020-01-01,1\n"), DEFAULTS));
    assertEquals(
        ", line 3, column 5 'day': the cell is '1.2.2020'; expected a date such as 2024-02-29 or"
            + " 2024-02-29T13:45; fix: write dates as ISO 8601 has them, year first, or take the column"
            + " as categories (data.columns: {'day': category}) or leave it out (data.ignored:"
            + " ['day'])",
        message(
            write("x,sex,class,in,day,y\n1,m,1,t,2020-01-01,1\n1,m,1,t,1.2.2020,1\n"), DEFAULTS));
  }

  @Test
  void typesBelongToFeaturesThatThereAre() throws IOException {
    Path file = write("a,y\n1,2\n");
    CsvDataset.Options options = CsvDataset.Options.defaults().withTargets("y");
    assertEquals(
        ": there is no column 'b'; expected one of 'a', 'y'",
        message(file, options.withColumnTypes(Map.of("b", OPEN))));
    assertEquals(
        ": column 'y' is of type category, but no feature; expected types of features; fix: leave"
            + " its type out",
        message(file, options.withColumnTypes(Map.of("y", OPEN))));
    assertEquals(
        "dates in the column 'a' as float32, which has steps of minutes; expected float64; fix:"
            + " withDtype(DType.FLOAT64)",
        assertThrows(
                DataException.class, () -> options.withColumnTypes(Map.of("a", ColumnType.date())))
            .getMessage());
  }
}
