package dev.jacobian.data.arrow;

import dev.jacobian.data.table.SourceColumn;
import dev.jacobian.data.table.TableReader;
import dev.jacobian.data.table.TableSource;
import dev.jacobian.io.OpenFile;
import dev.jacobian.shape.FileFormatException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The rows of an Arrow IPC file or stream, which a Feather file of version 2 is too: numbers,
 * booleans, dates, times, decimals and text, plain or by dictionaries, as they are or compressed
 * with lz4 or zstd. Columns of lists and structures are known by name and refused when they are
 * read. A time with a zone is read as UTC, as the file has it.
 *
 * <p>What is not compressed is read a few rows at a time; of compressed batches the columns that
 * are read have to fit into the heap. Source: arrow.apache.org, columnar format. In Python: {@code
 * pandas.read_feather}, {@code pyarrow.ipc.open_file} and {@code open_stream}.
 */
public final class ArrowSource implements TableSource {
  private final Path path;
  private final ArrowFile file;

  private ArrowSource(Path path, ArrowFile file) {
    this.path = path;
    this.file = file;
  }

  /**
   * Reads what a file says of itself.
   *
   * @throws FileFormatException if it cannot be read, or is no Arrow file
   */
  public static ArrowSource of(Path path) {
    try (OpenFile open = open(path)) {
      return new ArrowSource(path, open.reading("the schema", () -> ArrowFile.read(open)));
    }
  }

  private static OpenFile open(Path path) {
    return OpenFile.of(path, "an Arrow file");
  }

  @Override
  public String name() {
    return path.toString();
  }

  @Override
  public Optional<Path> file() {
    return Optional.of(path);
  }

  @Override
  public List<SourceColumn> columns() {
    return file.fields().stream().map(ArrowField::column).toList();
  }

  @Override
  public TableReader reader(List<Integer> columns) {
    return new ArrowReader(open(path), file, columns);
  }
}
