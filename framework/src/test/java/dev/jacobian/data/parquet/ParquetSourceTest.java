package dev.jacobian.data.parquet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jacobian.data.table.SourceGoldens;
import dev.jacobian.shape.DataException;
import dev.jacobian.shape.FileFormatException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that pyarrow wrote: see src/test/python/goldens_parquet.py. */
class ParquetSourceTest {
  private static final Path GOLDENS = Path.of("src/test/resources/goldens/parquet");
  private static final int ROWS = 200;

  @TempDir Path folder;

  static List<String> files() throws IOException {
    try (Stream<Path> files = Files.list(GOLDENS)) {
      List<String> names =
          files
              .map(file -> file.getFileName().toString())
              .filter(name -> name.endsWith(".parquet") && !name.contains("brotli"))
              .sorted()
              .toList();
      assertTrue(names.size() >= 16, names.toString());
      return names;
    }
  }

  @ParameterizedTest
  @MethodSource("files")
  void everyValueIsTheWriters(String name) throws IOException {
    SourceGoldens goldens = new SourceGoldens(GOLDENS.resolve("values.txt"));
    assertEquals(ROWS, goldens.check(ParquetSource.of(GOLDENS.resolve(name))));
  }

  @ParameterizedTest
  @ValueSource(strings = {"list", "struct", "bytes", "time"})
  void whatIsNoCellIsRefusedByName(String name) {
    ParquetSource source = ParquetSource.of(GOLDENS.resolve("types.parquet"));
    List<Integer> column =
        IntStream.range(0, source.columns().size())
            .filter(i -> source.columns().get(i).name().equals(name))
            .boxed()
            .toList();
    DataException error = assertThrows(DataException.class, () -> source.open(column));
    assertTrue(error.getMessage().contains("the column '" + name + "' has the type"));
    assertTrue(error.getMessage().contains("name it in ignored"), error.getMessage());
  }

  @Test
  void anotherCompressionIsNamed() {
    ParquetSource source = ParquetSource.of(GOLDENS.resolve("few-brotli.parquet"));
    FileFormatException error =
        assertThrows(FileFormatException.class, () -> source.open(List.of(0)).next());
    assertTrue(
        error
            .getMessage()
            .contains("few-brotli.parquet: the column 'int32': it is compressed with" + " brotli"),
        error.getMessage());
  }

  @Test
  void aChecksumTellsAChangedByte() throws IOException {
    byte[] bytes = Files.readAllBytes(GOLDENS.resolve("types-v2-checksum.parquet"));
    bytes[bytes.length / 3] ^= 1;
    Path file = Files.write(folder.resolve("changed.parquet"), bytes);
    SourceGoldens goldens = new SourceGoldens(GOLDENS.resolve("values.txt"));
    FileFormatException error =
        assertThrows(FileFormatException.class, () -> goldens.check(ParquetSource.of(file)));
    assertTrue(error.getMessage().contains("changed.parquet: the file is damaged"));
    assertTrue(error.getMessage().contains("checksum of a page is wrong"), error.getMessage());
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 5, 20, 5000})
  void aFileThatEndsTooEarlyIsNamed(int length) throws IOException {
    byte[] bytes = Files.readAllBytes(GOLDENS.resolve("few-none-v1.parquet"));
    Path file = folder.resolve("cut.parquet");
    Files.write(file, java.util.Arrays.copyOf(bytes, length));
    FileFormatException error =
        assertThrows(FileFormatException.class, () -> ParquetSource.of(file));
    assertTrue(
        error.getMessage().contains("cut.parquet: the file is damaged, or no Parquet file"),
        error.getMessage());
  }

  @Test
  void aFileThatIsNotThereIsNamed() {
    FileFormatException error =
        assertThrows(
            FileFormatException.class, () -> ParquetSource.of(folder.resolve("no.parquet")));
    assertTrue(error.getMessage().contains("no.parquet: there is no such file"));
  }
}
