package dev.jacobian.data.table;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import dev.jacobian.data.column.CsvFormat;
import dev.jacobian.data.csv.CsvInput;
import dev.jacobian.shape.DType;
import dev.jacobian.shape.DataException;
import dev.jacobian.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.DoubleStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A file that is read a batch at a time has the rows that it has as a whole. */
class CsvStreamTest {
  private static final CsvDataset.Options DEFAULTS = CsvDataset.Options.defaults();
  private static final List<Column> NO_TEXTS = List.of();

  @TempDir private Path folder;

  private Path write(String text) throws IOException {
    return Files.writeString(folder.resolve("rows.csv"), text);
  }

  private static double[] whole(Path file, CsvDataset.Options options) {
    CsvDataset data = CsvDataset.read(file, options);
    return data.gather(LongStream.range(0, data.size()).toArray()).inputs().toDoubleArray();
  }

  private static double[] streamed(CsvStream stream, int batchRows) {
    List<double[]> parts = new ArrayList<>();
    long rows = stream.forEach(batchRows, part -> parts.add(part.features().toDoubleArray()));
    int width = stream.featureNames().size();
    for (int i = 0; i < parts.size() - 1; i++) {
      assertEquals(batchRows * width, parts.get(i).length, "batch " + i);
    }
    double[] all = parts.stream().flatMapToDouble(DoubleStream::of).toArray();
    assertEquals(rows * width, all.length);
    return all;
  }

  private static String random(int rows) {
    SplittableRandom random = new SplittableRandom(12);
    StringBuilder text = new StringBuilder("a,note,b,c\n");
    for (int row = 0; row < rows; row++) {
      text.append(random.nextDouble()).append(",\"n \"\"").append(row).append("\nof, it\",");
      text.append(row % 11 == 3 ? "" : row).append(',').append(random.nextInt()).append('\n');
    }
    return text.toString();
  }

  @Test
  void batchesOfAnySizeHaveTheRowsOfTheFile() throws IOException {
    Path file = write(random(20_000));
    assertTrue(Files.size(file) > 700_000, "more than two parts");
    for (DType dtype : List.of(DType.FLOAT32, DType.FLOAT64)) {
      for (MissingValues missing : List.of(MissingValues.NAN, MissingValues.DROP_ROW)) {
        CsvDataset.Options options =
            DEFAULTS.withIgnored("note").withDtype(dtype).withMissingValues(missing);
        double[] expected = whole(file, options);
        for (int batchRows : new int[] {999, 1024, 50_000}) {
          CsvStream stream = CsvStream.of(file, options, NO_TEXTS);
          assertEquals(List.of("a", "b", "c"), stream.featureNames());
          assertArrayEquals(expected, streamed(stream, batchRows));
        }
      }
    }
  }

  @Test
  void textsAreThoseOfTheRowsWhereverTheFileIsCut() throws IOException {
    Path file = write(random(50));
    CsvDataset.Options options =
        DEFAULTS.withFeatures("c", "a").withMissingValues(MissingValues.DROP_ROW);
    List<List<String>> expected = new ArrayList<>();
    try (CsvReader<CsvRecord> reader = CsvReader.builder().ofCsvRecord(file)) {
      for (CsvRecord row : reader) {
        expected.add(List.of(row.getField(2), row.getField(1), row.getField(0)));
      }
    }
    assertEquals(List.of("b", "note", "a"), expected.remove(0));
    assertEquals(50, expected.size());
    for (int threads = 1; threads <= 3; threads++) {
      for (int bytes : new int[] {1, 7, 64, 1 << 18}) {
        CsvStream stream =
            new CsvStream(
                new CsvFile(CsvInput.of(file), options, threads, bytes),
                Column.named("b", "note", "a"));
        assertEquals(List.of("b", "note", "a"), stream.textNames());
        List<List<String>> texts = new ArrayList<>();
        assertEquals(
            50,
            stream.forEach(
                7,
                part ->
                    part.texts()
                        .forEach(row -> texts.add(row.stream().map(t -> unquoted(t)).toList()))));
        assertEquals(expected, texts, threads + " threads, " + bytes + " bytes");
      }
    }
  }

  /** Texts are as they are written; the other reader takes quotes off. */
  private static String unquoted(String text) {
    return text.startsWith("\"")
        ? text.substring(1, text.length() - 1).replace("\"\"", "\"")
        : text;
  }

  @Test
  void aTableTellsHowItIsWritten() throws IOException {
    for (String end : List.of("\n", "\r\n", "\r")) {
      Path file = write("a;b" + end + "1;2" + end);
      CsvStream stream =
          CsvStream.of(
              file, DEFAULTS.withFormat(CsvFormat.defaults().withDelimiter(';')), List.of());
      assertEquals(end, stream.lineEnd());
      assertEquals(';', stream.delimiter());
      Path bare = write("1;2" + end + "3;4" + end);
      assertEquals(
          end,
          CsvStream.of(
                  bare,
                  DEFAULTS.withFormat(CsvFormat.defaults().withDelimiter(';').withHeader(false)),
                  List.of())
              .lineEnd());
    }
    assertEquals("\n", CsvStream.of(write("a,b"), DEFAULTS, List.of()).lineEnd());
    assertEquals(';', CsvStream.of(write("sep=;\na;b\n"), DEFAULTS, List.of()).delimiter());
  }

  @Test
  void textsOfDroppedRowsAreDroppedToo() throws IOException {
    Path file = write("id,x\n one ,1\ntwo,\n\"thr\"\"ee\",3\n");
    CsvDataset.Options options =
        DEFAULTS.withFeatures("x").withMissingValues(MissingValues.DROP_ROW);
    List<List<String>> texts = new ArrayList<>();
    CsvStream.of(file, options, List.of(Column.named("id")))
        .forEach(10, p -> texts.addAll(p.texts()));
    assertEquals(List.of(List.of(" one "), List.of("\"thr\"\"ee\"")), texts);
  }

  @Test
  void aFileWithoutRowsGivesNone() throws IOException {
    Path file = write("a,b\n");
    for (MissingValues missing : MissingValues.values()) {
      CsvStream stream = CsvStream.of(file, DEFAULTS.withMissingValues(missing), NO_TEXTS);
      assertEquals(
          0,
          stream.forEach(
              5,
              part -> {
                throw new AssertionError("a batch of nothing");
              }));
    }
  }

  @Test
  void rowsBeforeABadOneAreGivenAndTheErrorIsTheWholeFiles() throws IOException {
    Path file = write("a,b\n1,2\n3,4\n5,oops\n");
    List<Tensor> given = new ArrayList<>();
    CsvStream stream = CsvStream.of(file, DEFAULTS, NO_TEXTS);
    String message =
        assertThrows(
                DataException.class, () -> stream.forEach(1, part -> given.add(part.features())))
            .getMessage();
    assertTrue(message.startsWith(file + ", line 4, column 2 'b': the cell is 'oops'"), message);
    assertEquals(
        message,
        assertThrows(DataException.class, () -> CsvDataset.read(file, DEFAULTS)).getMessage());
    assertTrue(given.size() <= 2, given.size() + " batches");
  }

  @Test
  void tensorsAreReleasedAfterEachBatch() throws IOException {
    Path file = write("a\n1\n2\n");
    List<Tensor> given = new ArrayList<>();
    CsvStream.of(file, DEFAULTS, NO_TEXTS)
        .forEach(
            1,
            part -> {
              assertFalse(part.features().storage().isReleased());
              given.add(part.features());
            });
    assertEquals(2, given.size());
    assertTrue(given.stream().allMatch(tensor -> tensor.storage().isReleased()));
  }

  @Test
  void columnsAreCheckedWhenTheFileIsOpened() throws IOException {
    Path file = write("a,b\nx,y\n");
    assertEquals(
        file + ": there is no column 'z'; expected one of 'a', 'b'", error(file, DEFAULTS, "z"));
    assertEquals(
        file + ": there is no column 'z'; expected one of 'a', 'b'",
        error(file, DEFAULTS.withFeatures("z")));
    assertEquals(
        file + ": column 'b' is to be kept twice; expected each column once",
        error(file, DEFAULTS, "b", "a", "b"));
    assertEquals(
        file
            + ": a stream of rows with the targets ['b']; expected features only; fix: read targets"
            + " with CsvDataset or MappedDataset",
        error(file, DEFAULTS.withTargets("b")));
    Path none = folder.resolve("none.csv");
    assertEquals(
        none + ": there is no such file; expected the path of a CSV file", error(none, DEFAULTS));
  }

  private static String error(Path file, CsvDataset.Options options, String... texts) {
    return assertThrows(DataException.class, () -> CsvStream.of(file, options, Column.named(texts)))
        .getMessage();
  }
}
