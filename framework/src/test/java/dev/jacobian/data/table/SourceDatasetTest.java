package dev.jacobian.data.table;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jacobian.data.Batch;
import dev.jacobian.data.arrow.ArrowSource;
import dev.jacobian.data.column.ColumnType;
import dev.jacobian.data.jdbc.JdbcSource;
import dev.jacobian.data.parquet.ParquetSource;
import dev.jacobian.device.MemoryScope;
import dev.jacobian.shape.DType;
import dev.jacobian.shape.DataException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** One table as CSV, Parquet, Arrow and in a database: see src/test/python/goldens_sources.py. */
class SourceDatasetTest {
  private static final Path GOLDENS = Path.of("src/test/resources/goldens/sources");
  private static final Path CSV = GOLDENS.resolve("mixed.csv");

  private static final CsvDataset.Options OPTIONS =
      CsvDataset.Options.defaults()
          .withDtype(DType.FLOAT64)
          .withIgnored("id", "kind")
          .withTargets("target")
          .withMissingValues(MissingValues.NAN);

  /** What a CSV file does not tell by itself. */
  private static final Map<String, ColumnType> TYPES =
      Map.of(
          "flag", ColumnType.bool(),
          "day", ColumnType.date(),
          "time", ColumnType.date(),
          "colour", ColumnType.category(List.of()));

  private static final String TABLE =
      "create table mixed as select cast(\"id\" as bigint) as \"id\", cast(\"whole\" as bigint) as"
          + " \"whole\", cast(\"real\" as double) as \"real\", cast(\"flag\" as boolean) as"
          + " \"flag\", cast(\"day\" as date) as \"day\", cast(\"time\" as timestamp(6)) as"
          + " \"time\", cast(\"colour\" as varchar) as \"colour\", cast(\"target\" as double) as"
          + " \"target\", cast(\"kind\" as varchar) as \"kind\" from csvread('%s', null,"
          + " 'charset=UTF-8 caseSensitiveColumnNames=true')";

  @TempDir Path folder;

  enum Holder {
    PARQUET,
    ARROW,
    DATABASE
  }

  private TableSource source(Holder holder) {
    return switch (holder) {
      case PARQUET -> ParquetSource.of(GOLDENS.resolve("mixed.parquet"));
      case ARROW -> ArrowSource.of(GOLDENS.resolve("mixed.arrow"));
      case DATABASE -> database("select * from mixed order by \"id\"");
    };
  }

  private JdbcSource database(String query) {
    String url = "jdbc:h2:" + folder.resolve("mixed");
    try (Connection connection = DriverManager.getConnection(url)) {
      boolean isThere = connection.getMetaData().getTables(null, null, "MIXED", null).next();
      if (!isThere) {
        connection.createStatement().execute(String.format(TABLE, CSV.toAbsolutePath()));
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
    return JdbcSource.of(JdbcSource.Options.of(url, query));
  }

  private static void assertSame(TableDataset expected, TableDataset actual) {
    assertEquals(expected.schema(), actual.schema());
    assertEquals(expected.targetNames(), actual.targetNames());
    assertEquals(expected.classNames(), actual.classNames());
    assertEquals(expected.dropped(), actual.dropped());
    assertEquals(expected.inputSpec(), actual.inputSpec());
    assertEquals(expected.targetSpec(), actual.targetSpec());
    long[] all = LongStream.range(0, expected.size()).toArray();
    try (MemoryScope scope = MemoryScope.open()) {
      Batch want = expected.gather(all);
      Batch got = actual.gather(all);
      assertArrayEquals(want.inputs().toDoubleArray(), got.inputs().toDoubleArray());
      assertArrayEquals(want.targets().toDoubleArray(), got.targets().toDoubleArray());
    }
  }

  @ParameterizedTest
  @EnumSource(Holder.class)
  void rowsAreThoseOfTheSameTableAsCsv(Holder holder) {
    TableDataset csv = CsvDataset.read(CSV, OPTIONS.withColumnTypes(TYPES));
    assertEquals(500, csv.size());
    assertSame(csv, TableDataset.read(source(holder), OPTIONS));
    assertSame(csv, MappedDataset.of(source(holder), OPTIONS, folder.resolve("cache.rows")));
  }

  @ParameterizedTest
  @EnumSource(Holder.class)
  void classesAndDroppedRowsAreThoseOfCsv(Holder holder) {
    CsvDataset.Options options =
        OPTIONS
            .withIgnored("id", "target")
            .withClassTarget("kind")
            .withMissingValues(MissingValues.DROP_ROW);
    TableDataset csv = CsvDataset.read(CSV, options.withColumnTypes(TYPES));
    assertEquals(List.of("cat", "dog", "emu"), csv.classNames());
    assertTrue(csv.dropped().byColumn().size() == 6, csv.dropped().toString());
    assertSame(csv, TableDataset.read(source(holder), options));
    assertSame(csv, MappedDataset.of(source(holder), options, folder.resolve("cache.rows")));
  }

  @ParameterizedTest
  @EnumSource(Holder.class)
  void float32IsThatOfCsv(Holder holder) {
    CsvDataset.Options options =
        OPTIONS.withDtype(DType.FLOAT32).withIgnored("id", "kind", "day", "time", "whole");
    Map<String, ColumnType> types =
        Map.of("flag", ColumnType.bool(), "colour", ColumnType.category(List.of()));
    assertSame(
        CsvDataset.read(CSV, options.withColumnTypes(types)),
        TableDataset.read(source(holder), options));
  }

  @ParameterizedTest
  @EnumSource(Holder.class)
  void numbersBooleansAndDatesCanBeCategories(Holder holder) {
    CsvDataset.Options options =
        OPTIONS
            .withFeatures("flag", "day")
            .withColumnTypes(
                Map.of(
                    "flag", ColumnType.category(List.of("false", "true")),
                    "day", ColumnType.category(List.of())));
    TableDataset read = TableDataset.read(source(holder), options);
    TableDataset csv =
        CsvDataset.read(
            CSV,
            options.withColumnTypes(
                Map.of("flag", ColumnType.bool(), "day", ColumnType.category(List.of()))));
    assertEquals(csv.schema().features().get(1), read.schema().features().get(1));
    try (MemoryScope scope = MemoryScope.open()) {
      long[] all = LongStream.range(0, csv.size()).toArray();
      assertArrayEquals(
          csv.gather(all).inputs().toDoubleArray(), read.gather(all).inputs().toDoubleArray());
    }
  }

  @ParameterizedTest
  @EnumSource(Holder.class)
  void aMissingValueIsNamedByRowAndColumn(Holder holder) {
    TableSource source = source(holder);
    DataException error =
        assertThrows(
            DataException.class,
            () -> TableDataset.read(source, OPTIONS.withMissingValues(MissingValues.ERROR)));
    assertTrue(
        error
            .getMessage()
            .contains(source.name() + ", row 6, column 2 'whole': the value is missing"),
        error.getMessage());
  }

  @Test
  void aTypeThatDoesNotFitIsNamed() {
    DataException error =
        assertThrows(
            DataException.class,
            () ->
                TableDataset.read(
                    source(Holder.PARQUET),
                    OPTIONS
                        .withFeatures("whole", "real")
                        .withColumnTypes(Map.of("whole", ColumnType.bool()))));
    assertTrue(
        error.getMessage().contains("row 1, column 2 'whole': the cell is '290471633605867'"),
        error.getMessage());
  }

  @Test
  void whatWasReadOfAQueryTellsWhetherItHasChanged() throws Exception {
    String query = "select * from mixed order by \"id\"";
    SourceFingerprint before =
        TableDataset.read(database(query), OPTIONS).fingerprint().orElseThrow();
    assertEquals(before, TableDataset.read(database(query), OPTIONS).fingerprint().orElseThrow());
    assertEquals(
        before,
        MappedDataset.of(database(query), OPTIONS, folder.resolve("q.rows"))
            .fingerprint()
            .orElseThrow());
    try (Connection connection =
        DriverManager.getConnection("jdbc:h2:" + folder.resolve("mixed"))) {
      connection
          .createStatement()
          .execute("update mixed set \"real\" = \"real\" + 1e-9 where \"id\" = 250");
    }
    TableDataset mapped = MappedDataset.of(database(query), OPTIONS, folder.resolve("q.rows"));
    assertNotEquals(before, mapped.fingerprint().orElseThrow());
    assertSame(TableDataset.read(database(query), OPTIONS), mapped);
  }

  @Test
  void theCacheOfAFileIsMadeOnceAndAgainWhenItChanges() throws IOException {
    Path file = Files.copy(GOLDENS.resolve("mixed.parquet"), folder.resolve("t.parquet"));
    Path cache = folder.resolve("t.rows");
    MappedDataset.of(ParquetSource.of(file), OPTIONS, cache);
    Object made = Files.readAttributes(cache, "unix:ino").get("ino");
    MappedDataset.of(ParquetSource.of(file), OPTIONS, cache);
    assertEquals(made, Files.readAttributes(cache, "unix:ino").get("ino"));
    Files.copy(
        Path.of("src/test/resources/goldens/parquet/few-zstd-v1.parquet"),
        file,
        java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    CsvDataset.Options options =
        CsvDataset.Options.defaults().withDtype(DType.FLOAT64).withMissingValues(MissingValues.NAN);
    TableDataset other = MappedDataset.of(ParquetSource.of(file), options, cache);
    assertEquals(200, other.size());
  }

  @ParameterizedTest
  @ValueSource(strings = {"nothing", "whole"})
  void aColumnThatIsNotThereOrHasTwoRolesIsRefused(String name) {
    CsvDataset.Options options = OPTIONS.withFeatures("whole", name);
    DataException error =
        assertThrows(DataException.class, () -> TableDataset.read(source(Holder.ARROW), options));
    assertTrue(error.getMessage().contains("mixed.arrow"), error.getMessage());
    assertTrue(error.getMessage().contains("'" + name + "'"), error.getMessage());
  }
}
