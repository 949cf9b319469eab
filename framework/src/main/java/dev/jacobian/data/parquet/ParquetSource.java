package dev.jacobian.data.parquet;

import dev.jacobian.data.table.SourceColumn;
import dev.jacobian.data.table.TableReader;
import dev.jacobian.data.table.TableSource;
import dev.jacobian.io.OpenFile;
import dev.jacobian.shape.FileFormatException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The rows of a Parquet file: numbers, booleans, dates, times, decimals and text, in all encodings
 * and in the compressions snappy, zstd, gzip and lz4. Columns of lists and structures are known by
 * name and refused when they are read. A time with a zone is read as UTC, as the file has it. Bytes
 * that have a checksum are checked.
 *
 * <p>It is read a page of each column at a time. Source: the format's specification,
 * parquet.apache.org. In Python: {@code pandas.read_parquet}.
 */
public final class ParquetSource implements TableSource {
  private final Path file;
  private final Footer footer;

  private ParquetSource(Path file, Footer footer) {
    this.file = file;
    this.footer = footer;
  }

  /**
   * Reads what a file says of itself.
   *
   * @throws FileFormatException if it cannot be read, or is no Parquet file
   */
  public static ParquetSource of(Path file) {
    try (OpenFile open = open(file)) {
      return new ParquetSource(file, open.reading("the footer", () -> Footer.read(open)));
    }
  }

  private static OpenFile open(Path file) {
    return OpenFile.of(file, "a Parquet file");
  }

  @Override
  public String name() {
    return file.toString();
  }

  @Override
  public Optional<Path> file() {
    return Optional.of(file);
  }

  @Override
  public List<SourceColumn> columns() {
    return footer.columns().stream().map(ParquetColumn::column).toList();
  }

  @Override
  public TableReader reader(List<Integer> columns) {
    List<ParquetColumn> chosen = columns.stream().map(footer.columns()::get).toList();
    return new ParquetReader(open(file), footer.groups(), chosen);
  }
}
