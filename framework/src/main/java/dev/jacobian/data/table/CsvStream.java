package dev.jacobian.data.table;

import dev.jacobian.data.csv.CsvInput;
import dev.jacobian.device.Device;
import dev.jacobian.device.JavaArrays;
import dev.jacobian.device.MemoryScope;
import dev.jacobian.device.threads.ThreadSettings;
import dev.jacobian.shape.DataException;
import dev.jacobian.shape.Shape;
import dev.jacobian.shape.TensorSpec;
import dev.jacobian.tensor.Creation;
import dev.jacobian.tensor.Tensor;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * The features of a CSV file, read from front to end a batch at a time: the file may be larger than
 * memory, and nothing is written. Each row is what {@link CsvDataset} would read of it.
 */
public final class CsvStream {
  /** So little that the rows of a few parts, as text too, stay far below the smallest heap. */
  private static final int PART_BYTES = 1 << 18;

  private final CsvFile file;
  private final TableColumns columns;
  private final CsvFile.Written written;
  private final List<Column> texts;

  CsvStream(CsvFile file, List<Column> texts) {
    this.file = file;
    this.texts = List.copyOf(texts);
    this.columns = file.columns(texts);
    this.written = file.written();
  }

  /**
   * Some rows of the file, in its order.
   *
   * @param features {@code [n, features]}, on the CPU
   * @param texts of each row, the cells of the columns that were asked for, as they are written
   *     there; the lists are the receiver's own and may be added to
   */
  public record Part(Tensor features, List<List<String>> texts) {}

  /**
   * Opens a file; only its first row is read.
   *
   * @param options how it is read, without targets, and with categories by name
   * @param texts columns whose text is wanted too, with or without another role, with every
   *     character that it has there, quotes and spaces included
   * @throws DataException as {@link #of(CsvInput, CsvDataset.Options, List)} does
   */
  public static CsvStream of(Path path, CsvDataset.Options options, List<Column> texts) {
    return of(CsvInput.of(path), options, texts);
  }

  /**
   * Opens what a table comes from; only its first row is read.
   *
   * @param options how it is read, without targets, and with categories by name
   * @param texts columns whose text is wanted too, with or without another role, with every
   *     character that it has there, quotes and spaces included
   * @throws DataException if it cannot be read, a column does not exist, targets are asked for, or
   *     the names of categories are to be those of the file
   */
  public static CsvStream of(CsvInput input, CsvDataset.Options options, List<Column> texts) {
    if (!options.targets().isEmpty()) {
      throw new DataException(
          input.name() + ": a stream of rows with the targets " + options.targets(),
          "features only",
          "read targets with CsvDataset or MappedDataset");
    }
    options
        .columnTypes()
        .forEach(
            (name, type) -> {
              if (TextColumn.isOpen(type)) {
                throw new DataException(
                    input.name() + ": a stream with any categories in the column '" + name + "'",
                    "categories by name",
                    "give those that the model was trained on");
              }
            });
    return new CsvStream(new CsvFile(input, options, ThreadSettings.threads(), PART_BYTES), texts);
  }

  /** Returns the names of the features, in the order of the tensors' columns. */
  public List<String> featureNames() {
    return columns.featureNames();
  }

  /** Returns the character between cells, which the table itself may name. */
  public char delimiter() {
    return written.delimiter();
  }

  /** Returns what ends the table's first line: LF, CR LF or CR. */
  public String lineEnd() {
    return written.lineEnd();
  }

  /** Returns the names of the columns whose text is wanted. */
  public List<String> textNames() {
    return columns.names(columns.texts());
  }

  /**
   * Reads the file.
   *
   * @param batchRows how many rows are given at once; the last may be fewer
   * @param sink called by this thread; tensors that it is given or makes are released when it
   *     returns, unless a scope of its own keeps them
   * @return the number of rows
   * @throws DataException if a row cannot be used; the rows before may have been given
   */
  public long forEach(int batchRows, Consumer<Part> sink) {
    Batcher batcher =
        file.read(texts, chosen -> new Batcher(chosen, file.options(), batchRows, sink));
    batcher.flush();
    return batcher.rows;
  }

  /**
   * Reads the features of a source from front to back: each row is what {@link TableDataset#read}
   * would read of it.
   *
   * @param options how it is read, without targets
   * @param batchRows how many rows are given at once; the last may be fewer
   * @param sink as that of {@link #forEach(int, Consumer)}; no text is wanted
   * @return the number of rows
   * @throws DataException if a row cannot be used; the rows before may have been given
   */
  public static long forEach(
      TableSource source, CsvDataset.Options options, int batchRows, Consumer<Part> sink) {
    SourceRows rows = new SourceRows(source, options);
    Batcher batcher = rows.read(new Batcher(rows.columns(), rows.options(), batchRows, sink));
    batcher.flush();
    return batcher.rows;
  }

  /** Makes batches of a size out of parts of a file. */
  private static final class Batcher implements CsvFile.Sink {
    private final CsvDataset.Options options;
    private final int batchRows;
    private final int width;
    private final Consumer<Part> sink;
    private final Object numbers;
    private List<List<String>> cells = new ArrayList<>();
    private int filled;
    private long rows;

    Batcher(TableColumns columns, CsvDataset.Options options, int batchRows, Consumer<Part> sink) {
      this.options = options;
      this.batchRows = batchRows;
      this.width = columns.features().size();
      this.sink = sink;
      this.numbers = JavaArrays.allocate(options.dtype(), (long) batchRows * width);
    }

    @Override
    public void add(TablePart part, double share) {
      int row = 0;
      while (row < part.rows()) {
        int count = Math.min(batchRows - filled, part.rows() - row);
        part.copyFeatures(row, count, numbers, filled * width);
        for (int i = row; i < row + count; i++) {
          cells.add(part.keptTexts(i));
        }
        filled += count;
        row += count;
        if (filled == batchRows) {
          flush();
        }
      }
    }

    /** Gives on the rows that there are. */
    void flush() {
      if (filled == 0) {
        return;
      }
      TensorSpec spec = new TensorSpec(Shape.of(filled, width), options.dtype());
      try (MemoryScope scope = MemoryScope.open()) {
        sink.accept(new Part(Creation.upload(numbers, 0, spec, Device.cpu()), cells));
      }
      rows += filled;
      filled = 0;
      cells = new ArrayList<>();
    }
  }
}
