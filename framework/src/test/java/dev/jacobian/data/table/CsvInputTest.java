package dev.jacobian.data.table;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jacobian.data.column.CsvFormat;
import dev.jacobian.data.csv.CsvInput;
import dev.jacobian.shape.DType;
import dev.jacobian.shape.DataException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.LongStream;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A table is the same whether it is a file, packed, in another encoding, or comes from a pipe. */
class CsvInputTest {
  private static final CsvDataset.Options DEFAULTS =
      CsvDataset.Options.defaults().withDtype(DType.FLOAT64);
  private static final String TABLE = "a,b\n1,2.5\n-3,4e2\n";
  private static final double[] NUMBERS = {1, 2.5, -3, 400};

  /** {@code TABLE} as the command zstd packs it. */
  private static final byte[] ZSTD =
      Base64.getDecoder().decode("KLUv/SQRiQAAYSxiCjEsMi41Ci0zLDRlMgrL4uMb");

  private static final long MOST_WRITTEN = 1L << 28;

  @TempDir private Path folder;

  private Path file(byte[] bytes) throws IOException {
    return Files.write(folder.resolve("table.csv"), bytes);
  }

  private static double[] numbers(CsvDataset data) {
    return data.gather(LongStream.range(0, data.size()).toArray()).inputs().toDoubleArray();
  }

  private static byte[] gzip(byte[] bytes) throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (OutputStream out = new GZIPOutputStream(packed)) {
      out.write(bytes);
    }
    return packed.toByteArray();
  }

  private static byte[] gzip(String text) throws IOException {
    return gzip(text.getBytes(StandardCharsets.UTF_8));
  }

  private static byte[] bzip2(String text) throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (OutputStream out = new BZip2CompressorOutputStream(packed)) {
      out.write(text.getBytes(StandardCharsets.UTF_8));
    }
    return packed.toByteArray();
  }

  private static byte[] join(byte[]... parts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      all.writeBytes(part);
    }
    return all.toByteArray();
  }

  private static String large() {
    StringBuilder text = new StringBuilder("id,x,note,y\n");
    for (int i = 0; i < 60_000; i++) {
      text.append(i).append(',').append(i / 7.0).append(",\"n\n\"\"").append(i % 13).append("\",");
      text.append(i % 5 == 0 ? "" : i * 3).append('\n');
    }
    return text.toString();
  }

  private String errorOf(byte[] bytes) throws IOException {
    Path file = file(bytes);
    return assertThrows(DataException.class, () -> CsvDataset.read(file, DEFAULTS))
        .getMessage()
        .replace(file + ": the file is ", "");
  }

  private String errorOf(String latin) throws IOException {
    return errorOf(latin.getBytes(StandardCharsets.ISO_8859_1));
  }

  @Test
  void packedFilesAreReadWhateverTheirNameIs() throws IOException {
    for (byte[] bytes :
        List.of(
            TABLE.getBytes(StandardCharsets.UTF_8),
            gzip(TABLE),
            bzip2(TABLE),
            ZSTD,
            join(gzip("a,b\n1,"), gzip("2.5\n-3,4e2\n")),
            gzip("\uFEFF" + TABLE),
            gzip(TABLE.getBytes(StandardCharsets.UTF_16)))) {
      Path file = file(bytes);
      assertArrayEquals(NUMBERS, numbers(CsvDataset.read(file, DEFAULTS)));
      assertEquals(List.of("a", "b"), CsvDataset.columnNames(file, DEFAULTS));
      assertArrayEquals(
          NUMBERS,
          numbers(CsvDataset.read(CsvInput.of("s", new ByteArrayInputStream(bytes)), DEFAULTS)));
    }
  }

  @Test
  void packedFilesAndPipesAreReadInTheSameParts() throws IOException {
    String text = large();
    Path plain = file(text.getBytes(StandardCharsets.UTF_8));
    Path packed = Files.write(folder.resolve("packed"), gzip(text));
    for (MissingValues missing : List.of(MissingValues.NAN, MissingValues.DROP_ROW)) {
      CsvDataset.Options options = DEFAULTS.withIgnored("note").withMissingValues(missing);
      double[] expected = numbers(CsvDataset.read(plain, options));
      for (int threads = 1; threads <= 3; threads++) {
        for (int bytes : new int[] {1 << 12, 1 << 18, 1 << 30}) {
          for (CsvInput input :
              List.of(
                  CsvInput.of(packed),
                  CsvInput.of("pipe", new Slow(text.getBytes(StandardCharsets.UTF_8))))) {
            CsvDataset read =
                new CsvFile(input, options, threads, bytes)
                    .read(columns -> new TableBuilder(columns, options))
                    .finish();
            assertArrayEquals(expected, numbers(read), threads + " threads, " + bytes + " bytes");
          }
        }
      }
    }
  }

  /** Gives little at a time, as a pipe does. */
  private static final class Slow extends ByteArrayInputStream {
    private int count;

    Slow(byte[] bytes) {
      super(bytes);
    }

    @Override
    public synchronized int read(byte[] target, int offset, int length) {
      count++;
      return super.read(target, offset, Math.min(length, 1 + count * 7919 % 5000));
    }
  }

  @Test
  void theRowCacheOfAPackedFileIsThatOfThePlainOne() throws IOException {
    Path packed = Files.write(folder.resolve("t.csv.gz"), gzip(TABLE));
    MappedDataset data =
        MappedDataset.of(packed, DEFAULTS, MappedDataset.besideOf(packed, DEFAULTS));
    assertArrayEquals(NUMBERS, data.gather(new long[] {0, 1}).inputs().toDoubleArray());
  }

  @Test
  void aPipeIsReadOnceAndItsFirstRowAsOftenAsIsWanted() {
    CsvInput input =
        CsvInput.of(
            "standard input", new ByteArrayInputStream(large().getBytes(StandardCharsets.UTF_8)));
    assertEquals(List.of("id", "x", "note", "y"), CsvDataset.columnNames(input, DEFAULTS));
    CsvDataset.Options options = DEFAULTS.withFeatures("x");
    CsvStream stream = CsvStream.of(input, options, Column.named(new String[] {"note"}));
    List<String> notes = new ArrayList<>();
    assertEquals(60_000, stream.forEach(1000, p -> p.texts().forEach(row -> notes.addAll(row))));
    assertEquals("\"n\n\"\"12\"", notes.get(12));
    assertEquals(
        "standard input: the rows are wanted a second time, and it can be read only once; expected"
            + " a file; fix: save it as a file and read that",
        assertThrows(DataException.class, () -> stream.forEach(10, part -> {})).getMessage());
  }

  @Test
  void rowsOfAPipeAreGivenOnBeforeItEnds() throws Exception {
    try (PipedOutputStream writer = new PipedOutputStream();
        PipedInputStream reader = new PipedInputStream(writer, 1 << 16)) {
      AtomicLong seen = new AtomicLong();
      AtomicLong written = new AtomicLong();
      Thread producer =
          new Thread(
              () -> {
                byte[] rows = "1\n2\n3\n4\n".repeat(1000).getBytes(StandardCharsets.UTF_8);
                try (writer) {
                  writer.write("a\n".getBytes(StandardCharsets.UTF_8));
                  while (written.get() < MOST_WRITTEN && seen.get() == 0) {
                    writer.write(rows);
                    written.addAndGet(rows.length);
                  }
                } catch (IOException e) {
                  throw new AssertionError(e);
                }
              });
      producer.start();
      long rows =
          CsvStream.of(CsvInput.of("pipe", reader), DEFAULTS, List.of())
              .forEach(1024, part -> seen.incrementAndGet());
      producer.join();
      assertTrue(written.get() < MOST_WRITTEN, "rows came out before the pipe ended");
      assertEquals(written.get() / 2, rows);
    }
  }

  @Test
  void damagedPackingIsNamed() throws IOException {
    byte[] cut = Arrays.copyOf(gzip(large()), 5000);
    assertTrue(errorOf(cut).contains("its gzip data cannot be unpacked"), errorOf(cut));
    byte[] broken = ZSTD.clone();
    broken[12] ^= 0x55;
    assertTrue(errorOf(broken).contains("its zstd data cannot be unpacked"), errorOf(broken));
    byte[] half = Arrays.copyOf(ZSTD, 20);
    assertTrue(errorOf(half).contains("its zstd data cannot be unpacked"), errorOf(half));
  }

  @Test
  void allMembersOfAPackedFileAreRead() throws IOException {
    for (byte[] bytes :
        List.of(
            join(ZSTD, ZSTD), join(gzip(TABLE), gzip(TABLE)), join(bzip2(TABLE), bzip2(TABLE)))) {
      assertTrue(errorOf(bytes).contains("line 4, column 1 'a': the cell is 'a'"), errorOf(bytes));
    }
  }

  @Test
  void aSmallFileThatUnpacksToALongRowEndsEarly() throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (OutputStream out = new GZIPOutputStream(packed)) {
      out.write("a\n".getBytes(StandardCharsets.UTF_8));
      byte[] ones = "1".repeat(1 << 20).getBytes(StandardCharsets.UTF_8);
      for (int i = 0; i < 200; i++) {
        out.write(ones);
      }
    }
    assertTrue(errorOf(packed.toByteArray()).contains("line 2: the row is longer than 16 MB"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "UTF-16",
        "UTF-16LE",
        "UTF-16BE",
        "UTF-32",
        "windows-1252",
        "ISO-8859-15",
        "IBM850"
      })
  void otherEncodingsAreRead(String name) throws IOException {
    Charset charset = Charset.forName(name);
    Path file = file("gr\u00f6\u00dfe;\u00e4\n1;x\u00e9\n2;y\n".getBytes(charset));
    CsvFormat format = CsvFormat.defaults().withDelimiter(';').withEncoding(charset);
    CsvDataset data = CsvDataset.read(file, DEFAULTS.withFormat(format).withClassTarget("\u00e4"));
    assertEquals(List.of("gr\u00f6\u00dfe"), data.featureNames());
    assertEquals(List.of("x\u00e9", "y"), data.classNames());
  }

  @Test
  void aMarkDecidesOnTheEncoding() throws IOException {
    for (String name : List.of("UTF-16LE", "UTF-16BE", "UTF-32LE", "UTF-32BE", "UTF-8")) {
      byte[] bytes = ("\uFEFF" + TABLE).getBytes(Charset.forName(name));
      assertArrayEquals(NUMBERS, numbers(CsvDataset.read(file(bytes), DEFAULTS)), name);
    }
  }

  @Test
  void wideTextWithoutAMarkIsNamed() throws IOException {
    for (String name : List.of("UTF-16LE", "UTF-16BE")) {
      assertEquals(
          name + " text without a byte order mark; expected CSV; fix: choose the encoding " + name,
          errorOf(TABLE.getBytes(Charset.forName(name))));
    }
  }

  @Test
  void textThatIsNotInTheEncodingChosenIsNamed() throws IOException {
    Path file = file(new byte[] {'a', 0, '\n', 0, 0, (byte) 0xD8, '\n', 0});
    CsvFormat format = CsvFormat.defaults().withEncoding(StandardCharsets.UTF_16LE);
    assertEquals(
        file
            + ": the file is not UTF-16LE; expected UTF-16LE text; fix: choose the encoding that"
            + " the file has",
        assertThrows(DataException.class, () -> CsvDataset.read(file, DEFAULTS.withFormat(format)))
            .getMessage());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "PAR1\\x15\\0\\x15| a Parquet file",
        "ARROW1\\0\\0| an Arrow file",
        "FEA1\\0\\0| a Feather file",
        "\\xff\\xff\\xff\\xff\\x10\\0| an Arrow stream",
        "ORC\\x0a\\x03\\0| an ORC file",
        "Obj\\x01\\x04| an Avro file",
        "\\x89HDF\\r\\n\\x1a\\n| an HDF5 file",
        "SQLite format 3\\0\\x10| an SQLite database",
        "\\xd0\\xcf\\x11\\xe0\\xa1| an Excel workbook (.xls)",
        "\\x93NUMPY\\x01\\0| a NumPy array (.npy)",
        "\\0\\0\\x08\\x03\\0\\0\\xea| an IDX file",
        "\\0\\0\\x08\\x01\\0\\0\\xea| an IDX file",
        "\\x80\\x04\\x95\\0| a pickle of Python",
        "\\x58\\0\\0\\0\\0\\0\\0\\0{\"a\":| a safetensors file",
        "%PDF-1.7\\x0a%\\xe2\\x01| a PDF document",
        "\\xfd7zXZ\\0\\0| packed with xz",
        "7z\\xbc\\xaf\\x27\\x1c\\0| a 7z archive",
        "<!DOCTYPE html>\\n<html>| an HTML page",
        "\\n  <html lang=en>| an HTML page",
        "<?xml version=\"1.0\"?>| XML",
        "[{\"a\": 1}]| JSON",
        "{\"a\": [1, 2]}| JSON",
        "{\\n  \"a\": 1}| JSON",
        "[[1, 2]]| JSON",
        "@relation iris\\n| an ARFF file",
        "version https://git-lfs.github.com/spec/v1\\n| a pointer of Git LFS",
        "RDX3\\nX\\n\\0\\0| an R workspace",
        "\\x1f\\x8b\\x08\\0| packed twice",
      })
  void filesOfOtherKindsAreNamedPackedOrNot(String magic, String kind) throws IOException {
    String head = unescape(magic);
    byte[] bytes = head.getBytes(StandardCharsets.ISO_8859_1);
    if (!kind.equals("packed twice")) {
      String message = errorOf(bytes);
      assertTrue(message.startsWith(kind + "; expected CSV; fix: "), message);
    }
    String packed = errorOf(gzip(bytes));
    assertTrue(packed.startsWith(kind + "; expected CSV; fix: "), packed);
  }

  private static String unescape(String text) {
    StringBuilder plain = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c != '\\') {
        plain.append(c);
        continue;
      }
      char kind = text.charAt(++i);
      switch (kind) {
        case '0' -> plain.append('\0');
        case 'n' -> plain.append('\n');
        case 'r' -> plain.append('\r');
        default -> {
          plain.append((char) Integer.parseInt(text.substring(i + 1, i + 3), 16));
          i += 2;
        }
      }
    }
    return plain.toString();
  }

  @Test
  void archivesAreNamedByWhatTheyHold() throws IOException {
    assertTrue(errorOf(zip("[Content_Types].xml")).startsWith("an Excel workbook (.xlsx)"));
    assertTrue(errorOf(zip("arr_0.npy")).startsWith("an npz archive of NumPy"));
    assertTrue(errorOf(zip("mimetype")).startsWith("an OpenDocument file"));
    assertTrue(errorOf(zip("t.csv")).startsWith("a zip archive"));
  }

  private static byte[] zip(String member) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream out = new ZipOutputStream(bytes)) {
      out.putNextEntry(new ZipEntry(member));
      out.write(TABLE.getBytes(StandardCharsets.UTF_8));
    }
    return bytes.toByteArray();
  }

  @Test
  void namesThatLookLikeMagicAreNames() throws IOException {
    for (String name :
        List.of("PAR1", "ORC", "ARROW1", "PK", "BZh", "Rar!", "MATLAB ", "[x", "{")) {
      Path file = file((name + ",y\n1,2\n").getBytes(StandardCharsets.UTF_8));
      assertEquals(List.of(name.strip(), "y"), CsvDataset.read(file, DEFAULTS).featureNames());
    }
  }

  @Test
  void whiteSpaceSeparatesCellsIfAsked() throws IOException {
    CsvDataset.Options options = DEFAULTS.withFormat(CsvFormat.defaults().withWhitespace());
    for (String text :
        List.of(
            "a b\n1 2.5\n-3 4e2\n",
            "  a\t b  \n 1    2.5 \t\r\n\t-3\t4e2",
            "\n \na b\r\n\r\n   \r\n1 2.5\r\n-3 4e2\r\n  ",
            "\"a\" \"b\"\n\"1\"   2.5\n-3 \" 4e2 \"\n")) {
      CsvDataset data = CsvDataset.read(file(text.getBytes(StandardCharsets.UTF_8)), options);
      assertEquals(List.of("a", "b"), data.featureNames());
      assertArrayEquals(NUMBERS, numbers(data), text);
    }
    CsvDataset labels =
        CsvDataset.read(
            file("x  k\n1 \"a  \"\"b\"\"\tc\"\n2   d\"e\n".getBytes(StandardCharsets.UTF_8)),
            options.withClassTarget("k"));
    assertEquals(List.of("a  \"b\"\tc", "d\"e"), labels.classNames());
    assertTrue(
        assertThrows(
                DataException.class,
                () ->
                    CsvDataset.read(
                        file("a b\n\n1 2 3\n".getBytes(StandardCharsets.UTF_8)), options))
            .getMessage()
            .endsWith(
                "line 3: the row has 3 cells; expected 2, as line 1 has; fix: check the delimiter,"
                    + " which is whitespace, and put cells that contain it in quotes"));
  }

  @Test
  void aStreamIsClosedAfterItsRowsWereRead() {
    boolean[] closed = {false};
    InputStream stream =
        new ByteArrayInputStream(TABLE.getBytes(StandardCharsets.UTF_8)) {
          @Override
          public void close() {
            closed[0] = true;
          }
        };
    CsvDataset.read(CsvInput.of("s", stream), DEFAULTS);
    assertTrue(closed[0]);
  }
}
