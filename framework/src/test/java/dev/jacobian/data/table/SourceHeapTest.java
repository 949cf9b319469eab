package dev.jacobian.data.table;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jacobian.data.Batch;
import dev.jacobian.data.arrow.ArrowSource;
import dev.jacobian.data.column.ColumnType;
import dev.jacobian.data.jdbc.JdbcSource;
import dev.jacobian.data.parquet.ParquetSource;
import dev.jacobian.device.MemoryScope;
import dev.jacobian.shape.DType;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Tables of 3 million rows, which take 120 MB in memory, become row files in a Java of 64 MB: see
 * src/test/python/goldens_sources.py.
 */
class SourceHeapTest {
  private static final Path GOLDENS = Path.of("src/test/resources/goldens/sources");
  private static final int ROWS = 3_000_000;
  private static final int COPIES = 300;

  private static final String QUERY =
      "select (x - 1) % 1000 * 0.5e0 as \"a\", (x - 1) / 1000 as \"b\", 'xyz' as \"c\", true as"
          + " \"d\", x - 1 as \"y\" from system_range(1, 3000000) order by x";

  @TempDir Path folder;

  /** Makes a row file; what the parent asks for in a process of its own. */
  public static void main(String[] arguments) {
    TableSource source =
        switch (arguments[0]) {
          case "parquet" -> ParquetSource.of(Path.of(arguments[1]));
          case "arrow" -> ArrowSource.of(Path.of(arguments[1]));
          default -> JdbcSource.of(JdbcSource.Options.of(arguments[1], QUERY));
        };
    CsvDataset.Options options =
        CsvDataset.Options.defaults()
            .withDtype(DType.FLOAT64)
            .withTargets("y")
            .withMissingValues(MissingValues.NAN);
    MappedDataset rows = MappedDataset.of(source, options, Path.of(arguments[2]));
    System.out.println("rows: " + rows.size());
  }

  private void makeRows(String kind, String from) throws Exception {
    Path log = folder.resolve("log");
    Process child =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx64m",
                "-cp",
                System.getProperty("java.class.path"),
                SourceHeapTest.class.getName(),
                kind,
                from,
                folder.resolve("rows").toString())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    assertTrue(child.waitFor(300, TimeUnit.SECONDS));
    assertEquals(0, child.exitValue(), Files.readString(log));
    assertTrue(Files.readString(log).contains("rows: " + ROWS), Files.readString(log));
  }

  private void assertRows(List<String> categories, int period) {
    MappedDataset rows = MappedDataset.open(folder.resolve("rows"));
    assertEquals(List.of("a", "b", "c", "d"), rows.featureNames());
    assertEquals(ColumnType.category(categories), rows.schema().features().get(2).type());
    long[] some = {0, 1, 7, 11, 999, 123_456, 1_500_000, ROWS - 1};
    try (MemoryScope scope = MemoryScope.open()) {
      Batch batch = rows.gather(some);
      double[] inputs = batch.inputs().toDoubleArray();
      double[] targets = batch.targets().toDoubleArray();
      for (int i = 0; i < some.length; i++) {
        long row = some[i] % period;
        double[] expected = {
          row % 1000 * 0.5,
          row / 1000,
          row % categories.size(),
          categories.size() == 1 ? 1 : row % 11 == 0 ? Double.NaN : row % 7 == 0 ? 1 : 0
        };
        assertEquals(
            Arrays.toString(expected),
            Arrays.toString(Arrays.copyOfRange(inputs, 4 * i, 4 * i + 4)),
            "row " + some[i]);
        assertEquals(row, targets[i]);
      }
    }
  }

  @Test
  void aParquetFileIsReadAFewPagesAtATime() throws Exception {
    makeRows("parquet", GOLDENS.resolve("long.parquet").toString());
    assertRows(List.of("x", "y", "z"), ROWS);
  }

  @Test
  void anArrowStreamIsReadBatchByBatch() throws Exception {
    byte[] stream = Files.readAllBytes(GOLDENS.resolve("batch.arrows"));
    int schema = 8 + ByteBuffer.wrap(stream).order(ByteOrder.LITTLE_ENDIAN).getInt(4);
    Path file = folder.resolve("long.arrows");
    try (OutputStream out = Files.newOutputStream(file)) {
      out.write(stream, 0, schema);
      for (int i = 0; i < COPIES; i++) {
        out.write(stream, schema, stream.length - 8 - schema);
      }
      out.write(stream, stream.length - 8, 8);
    }
    makeRows("arrow", file.toString());
    assertRows(List.of("x", "y", "z"), ROWS / COPIES);
  }

  @Test
  void theRowsOfAQueryAreReadAFewAtATime() throws Exception {
    makeRows("jdbc", "jdbc:h2:" + folder.resolve("empty") + ";LAZY_QUERY_EXECUTION=1");
    assertRows(List.of("xyz"), ROWS);
  }
}
