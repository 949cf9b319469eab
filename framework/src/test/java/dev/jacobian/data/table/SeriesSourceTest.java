package dev.jacobian.data.table;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.jacobian.shape.DataException;
import dev.jacobian.shape.JacobianException;
import dev.jacobian.shape.OptionException;
import dev.jacobian.shape.Shape;
import dev.jacobian.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

/** Windows of a series as rows: which numbers they have, and what is no series. */
class SeriesSourceTest {
  private static final CsvDataset.Options OPTIONS = CsvDataset.Options.defaults();
  private static final SeriesWindows WINDOWS = new SeriesWindows(3, 2, List.of("a"), List.of("b"));

  @TempDir private Path folder;

  /** Writes steps of the columns when, a and b: a counts from 0, b is ten times as much. */
  private Path steps(int count) throws IOException {
    return file(
        "when,a,b\n"
            + LongStream.range(0, count)
                .mapToObj(i -> "day " + i + "," + i + "," + 10 * i)
                .collect(Collectors.joining("\n"))
            + "\n");
  }

  private Path file(String text) throws IOException {
    return Files.writeString(folder.resolve("steps.csv"), text);
  }

  private static String message(Executable action) {
    return assertThrows(JacobianException.class, action).getMessage();
  }

  @Test
  void rowsAreWhatIsSeenAndWhatFollows() throws IOException {
    TableDataset rows =
        TableDataset.read(SeriesSource.of(steps(6), OPTIONS, WINDOWS), WINDOWS.options(OPTIONS));
    assertEquals(
        List.of("a(t-2)", "b(t-2)", "a(t-1)", "b(t-1)", "a(t)", "b(t)"), rows.featureNames());
    assertEquals(List.of("a(t+1)", "a(t+2)"), rows.targetNames());
    assertEquals(2, rows.size());
    assertArrayEquals(
        new double[] {0, 0, 1, 10, 2, 20, 1, 10, 2, 20, 3, 30},
        rows.gather(new long[] {0, 1}).inputs().toDoubleArray());
    assertArrayEquals(
        new double[] {3, 4, 4, 5}, rows.gather(new long[] {0, 1}).targets().toDoubleArray());
  }

  @Test
  void whereNothingIsToldTheLastWindowIsThatAtTheEnd() throws IOException {
    // More than a chunk of rows, read a part at a time.
    int steps = 10_000;
    CsvDataset.Options seen =
        OPTIONS.withFeatures(WINDOWS.featureNames().stream().map(Column::named).toList());
    List<double[]> parts = new ArrayList<>();
    long rows =
        CsvStream.forEach(
            SeriesSource.of(steps(steps), OPTIONS, WINDOWS),
            seen,
            512,
            part -> parts.add(part.features().toDoubleArray()));
    assertEquals(steps - 2, rows);
    int row = 0;
    for (double[] part : parts) {
      for (int i = 0; i < part.length; i += 6, row++) {
        assertArrayEquals(
            new double[] {row, 10 * row, row + 1, 10 * row + 10, row + 2, 10 * row + 20},
            new double[] {
              part[i], part[i + 1], part[i + 2], part[i + 3], part[i + 4], part[i + 5]
            });
      }
    }
    assertEquals(steps - 2, row);
  }

  @Test
  void aMissingNumberIsAnErrorOrMissingInItsWindows() throws IOException {
    Path csv = file("a,b\n1,2\n3,\n5,6\n7,8\n9,10\n");
    String message =
        message(
            () ->
                TableDataset.read(
                    SeriesSource.of(csv, OPTIONS, WINDOWS), WINDOWS.options(OPTIONS)));
    assertEquals(csv + ", line 3, column 2 'b'", message.substring(0, message.indexOf(": ")));
    CsvDataset.Options filled = OPTIONS.withMissingValues(MissingValues.NAN);
    TableDataset rows =
        TableDataset.read(SeriesSource.of(csv, filled, WINDOWS), WINDOWS.options(filled));
    Tensor inputs = rows.gather(new long[] {0}).inputs();
    assertEquals(Shape.of(1, 6), inputs.shape());
    assertArrayEquals(new double[] {1, 2, 3, Double.NaN, 5, 6}, inputs.toDoubleArray());
  }

  @Test
  void aMissingNumberThatIsToldIsFilledInByNobody() throws IOException {
    Path csv = steps(6);
    List<String> lines = Files.readAllLines(csv);
    int targets = List.of(lines.get(0).split(",")).indexOf("a");
    String[] cells = lines.get(5).split(",", -1);
    cells[targets] = "";
    lines.set(5, String.join(",", cells));
    Files.write(csv, lines);
    CsvDataset.Options filled = OPTIONS.withMissingValues(MissingValues.NAN);
    SeriesSource source = SeriesSource.of(csv, filled, WINDOWS);
    assertEquals(
        csv
            + ", row 5: the target 'a' is missing; expected a number, as for all that a model tells;"
            + " fix: fill it in",
        message(() -> TableDataset.read(source, WINDOWS.options(filled))));
  }

  @Test
  void whatIsNoSeriesIsNamed() throws IOException {
    Path csv = steps(4);
    assertEquals(
        csv
            + ": 4 rows for a window of 3 and a horizon of 2; expected at least 5 rows; fix: choose a"
            + " smaller window or horizon, or a longer series",
        message(
            () ->
                TableDataset.read(
                    SeriesSource.of(csv, OPTIONS, WINDOWS), WINDOWS.options(OPTIONS))));
    SeriesWindows dates = new SeriesWindows(1, 1, List.of("when"), List.of());
    String first = Files.readAllLines(csv).get(1).split(",")[0];
    assertEquals(
        csv
            + ": the column 'when' holds text, such as '"
            + first
            + "'; expected numbers, which steps of a series are; fix: name other columns",
        message(() -> SeriesSource.of(csv, OPTIONS, dates)));
    Path comma = csv.resolveSibling("comma.csv");
    Files.writeString(comma, "a;b\n1,5;2,5\n");
    CsvDataset.Options semicolons = OPTIONS.withFormat(OPTIONS.format().withDelimiter(';'));
    assertEquals(
        comma
            + ": the column 'a' holds text, such as '1,5'; expected numbers, which steps of a series"
            + " are; fix: choose decimal ',' for numbers that are written so",
        message(() -> SeriesSource.of(comma, semicolons, WINDOWS)));
    SeriesWindows other = new SeriesWindows(1, 1, List.of("c"), List.of());
    String absent = message(() -> SeriesSource.of(csv, OPTIONS, other));
    assertEquals(csv + ": there is no column 'c'", absent.substring(0, absent.indexOf("; ")));
    assertEquals(
        "words: the column 'a' has the type string; expected numbers, which steps of a series are; fix: name"
            + " other columns",
        message(() -> SeriesSource.of(new Words(), OPTIONS, WINDOWS)));
    assertEquals(
        "SeriesWindows: window 0; expected a whole number in [1, 65536]",
        assertThrows(OptionException.class, () -> new SeriesWindows(0, 1, List.of("a"), List.of()))
            .getMessage());
    assertEquals(
        "windows of a series without targets; expected at least one column",
        assertThrows(OptionException.class, () -> new SeriesWindows(1, 1, List.of(), List.of()))
            .getMessage());
  }

  /** A source whose columns are of text. */
  private static final class Words implements TableSource {
    @Override
    public String name() {
      return "words";
    }

    @Override
    public Optional<Path> file() {
      return Optional.empty();
    }

    @Override
    public List<SourceColumn> columns() {
      return List.of(
          new SourceColumn("a", SourceColumn.Kind.TEXT, "string"),
          new SourceColumn("b", SourceColumn.Kind.NUMBER, "double"));
    }

    @Override
    public TableReader reader(List<Integer> columns) {
      throw new DataException("it is not read", "its columns");
    }
  }
}
