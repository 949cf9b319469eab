package dev.jacobian.data.arrow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jacobian.data.table.SourceColumn;
import dev.jacobian.data.table.SourceGoldens;
import dev.jacobian.shape.DataException;
import dev.jacobian.shape.FileFormatException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that pyarrow wrote: see src/test/python/goldens_arrow.py. */
class ArrowSourceTest {
  private static final Path GOLDENS = Path.of("src/test/resources/goldens/arrow");
  private static final int ROWS = 200;

  @TempDir Path folder;

  static List<String> files() throws IOException {
    try (Stream<Path> files = Files.list(GOLDENS)) {
      List<String> names =
          files
              .map(file -> file.getFileName().toString())
              .filter(name -> !name.endsWith(".txt"))
              .sorted()
              .toList();
      assertEquals(8, names.size(), names.toString());
      return names;
    }
  }

  @ParameterizedTest
  @MethodSource("files")
  void everyValueIsTheWriters(String name) throws IOException {
    SourceGoldens goldens = new SourceGoldens(GOLDENS.resolve("values.txt"));
    assertEquals(ROWS, goldens.check(ArrowSource.of(GOLDENS.resolve(name))));
  }

  @ParameterizedTest
  @ValueSource(strings = {"list", "struct", "bytes", "time", "runs"})
  void whatIsNoCellIsRefusedByName(String name) {
    ArrowSource source = ArrowSource.of(GOLDENS.resolve("types.arrow"));
    List<String> names = source.columns().stream().map(SourceColumn::name).toList();
    DataException error =
        assertThrows(DataException.class, () -> source.open(List.of(names.indexOf(name))));
    assertTrue(
        error.getMessage().contains("the column '" + name + "' has the type"), error.getMessage());
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 5, 20, 30_000})
  void aFileThatEndsTooEarlyIsNamed(int length) throws IOException {
    byte[] bytes = Files.readAllBytes(GOLDENS.resolve("types.arrow"));
    Path file = Files.write(folder.resolve("cut.arrow"), Arrays.copyOf(bytes, length));
    FileFormatException error = assertThrows(FileFormatException.class, () -> ArrowSource.of(file));
    assertTrue(
        error.getMessage().contains("cut.arrow: the file is damaged, or no Arrow file"),
        error.getMessage());
  }

  @Test
  void aStreamThatEndsInABatchIsNamed() throws IOException {
    byte[] bytes = Files.readAllBytes(GOLDENS.resolve("lz4.arrows"));
    Path file = Files.write(folder.resolve("cut.arrows"), Arrays.copyOf(bytes, bytes.length / 2));
    SourceGoldens goldens = new SourceGoldens(GOLDENS.resolve("values.txt"));
    FileFormatException error =
        assertThrows(FileFormatException.class, () -> goldens.check(ArrowSource.of(file)));
    assertTrue(error.getMessage().contains("cut.arrows: the file is damaged"), error.getMessage());
  }

  @Test
  void theFirstFeatherIsNamed() throws IOException {
    Path file = Files.writeString(folder.resolve("old.feather"), "FEA1 and what follows FEA1");
    FileFormatException error = assertThrows(FileFormatException.class, () -> ArrowSource.of(file));
    assertTrue(error.getMessage().contains("first version of Feather"), error.getMessage());
  }
}
