package dev.jacobian.data.table;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jacobian.data.csv.CsvInput;
import dev.jacobian.data.text.LabelledTexts;
import dev.jacobian.shape.DataException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Texts of a table are the cells as they were written, wherever the file is cut. */
class TextStreamTest {
  private static final CsvDataset.Options OPTIONS =
      CsvDataset.Options.defaults().withFeatures("said").withClassTarget("kind");

  @TempDir private Path folder;

  private Path write(String text) throws IOException {
    return Files.writeString(folder.resolve("rows.csv"), text);
  }

  private static List<List<String>> cells(TextStream stream) {
    List<List<String>> cells = new ArrayList<>();
    stream.forEach(rows -> rows.forEach(row -> cells.add(row.cells())));
    return cells;
  }

  @Test
  void cellsAreTextsWithoutWhatIsRoundThem() throws IOException {
    Path file =
        write(
            "id,said,kind,more\r\n1,\"a, \"\"b\"\"\r\nc\",x,\r\n2,  7.0 ,y,NA\r\n3,true,x,\"q\"\r\n");
    TextStream stream =
        TextStream.of(CsvInput.of(file), OPTIONS, Column.named("more", "said", "id"));
    List<TextStream.Row> rows = new ArrayList<>();
    assertEquals(0, stream.forEach(rows::addAll).total());
    assertEquals(List.of("a, \"b\"\r\nc", "x"), rows.get(0).cells());
    assertEquals(List.of("7.0", "y"), rows.get(1).cells());
    assertEquals(List.of("true", "x"), rows.get(2).cells());
    assertEquals(List.of("", "\"a, \"\"b\"\"\r\nc\"", "1"), rows.get(0).kept());
    assertEquals(List.of("more", "said", "id"), stream.keptNames());
    assertEquals(Optional.of(','), stream.delimiter());
    assertEquals(Optional.of("\r\n"), stream.lineEnd());
  }

  @Test
  void aLargeFileIsReadInPartsAndInOrder() throws IOException {
    StringBuilder text = new StringBuilder("kind,said\n");
    for (int i = 0; i < 40_000; i++) {
      text.append(i % 3).append(",\"text ").append(i % 9 == 4 ? "again" : i).append("\nof it\"\n");
    }
    Path file = write(text.toString());
    assertTrue(Files.size(file) > 700_000, "more than two parts");
    int[] parts = {0};
    List<List<String>> cells = new ArrayList<>();
    TextStream.of(CsvInput.of(file), OPTIONS, List.of())
        .forEach(
            rows -> {
              parts[0]++;
              rows.forEach(row -> cells.add(row.cells()));
            });
    assertTrue(parts[0] > 2, parts[0] + " parts");
    assertEquals(40_000, cells.size());
    for (int i = 0; i < cells.size(); i++) {
      String said = "text " + (i % 9 == 4 ? "again" : i) + "\nof it";
      assertEquals(List.of(said, "" + i % 3), cells.get(i), "row " + i);
    }
    byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
    assertEquals(
        cells,
        cells(
            TextStream.of(
                CsvInput.of("standard input", new ByteArrayInputStream(bytes)),
                OPTIONS,
                List.of())));
  }

  @Test
  void missingTextsAndClassesAreErrorsOrLeftOut() throws IOException {
    Path file = write("said,kind\na,x\n,x\nb,\nNone,x\nc,y\n");
    TextStream stream = TextStream.of(CsvInput.of(file), OPTIONS, List.of());
    assertEquals(
        file
            + ", line 3, column 1 'said': the value is missing; expected a text; fix: fill it in, or"
            + " choose missing values DROP_ROW (data.missing: drop_row) to go on without it",
        assertThrows(DataException.class, () -> cells(stream)).getMessage());
    LabelledTexts texts =
        LabelledTexts.table(
            TextStream.of(
                CsvInput.of(file), OPTIONS.withMissingValues(MissingValues.DROP_ROW), List.of()));
    assertEquals(List.of("a", "c"), texts.texts());
    assertEquals(List.of("x", "y"), texts.labels());
    assertEquals(
        "3 dropped: 'said' is missing in 2, 'kind' is missing in 1", texts.dropped().toString());
    assertEquals(file + ", used row 2", texts.place(1));
  }

  @Test
  void mistakesAreNamed() throws IOException {
    Path file = write("said,kind\na,x\n");
    assertEquals(
        file + ": there is no column 'text'; expected one of 'said', 'kind'",
        assertThrows(
                DataException.class,
                () -> TextStream.of(CsvInput.of(file), OPTIONS.withFeatures("text"), List.of()))
            .getMessage());
    CsvDataset.Options known = OPTIONS.withClassNames(List.of("y", "z"));
    assertEquals(
        file + ", line 2, column 2 'kind': the label is 'x'; expected one of [y, z]",
        assertThrows(
                DataException.class,
                () -> cells(TextStream.of(CsvInput.of(file), known, List.of())))
            .getMessage());
  }
}
