package dev.jacobian.data.table;

import dev.jacobian.data.csv.CsvInput;
import dev.jacobian.shape.Brief;
import dev.jacobian.shape.DType;
import dev.jacobian.shape.DataException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * The windows of a series as the rows of a table: row i has what is seen from step i on, and what
 * follows. The steps are the rows of another table, in their order, all columns of numbers, and are
 * held in memory while they are read; a window takes no memory of its own.
 *
 * <p>Where what follows is read too, as in training, the last row is the last window of which all
 * is known; else it is the window at the end, whose prediction is the forecast of what comes.
 *
 * <pre>{@code
 * SeriesWindows windows = new SeriesWindows(12, 3, List.of("passengers"), List.of());
 * CsvDataset.Options options = CsvDataset.Options.defaults();
 * TableDataset rows =
 *     TableDataset.read(
 *         SeriesSource.of(Path.of("airline.csv"), options, windows), windows.options(options));
 * }</pre>
 */
public final class SeriesSource implements TableSource {
  private static final int BATCH_ROWS = 4096;

  private final String name;
  private final Optional<Path> file;
  private final SeriesWindows windows;
  private final Steps steps;
  private final List<SourceColumn> columns;

  /** Reads the columns of a step, some rows at a time. */
  @FunctionalInterface
  private interface Steps {
    void read(Consumer<CsvStream.Part> sink);
  }

  private SeriesSource(String name, Optional<Path> file, SeriesWindows windows, Steps steps) {
    this.name = name;
    this.file = file;
    this.windows = windows;
    this.steps = steps;
    this.columns =
        Stream.of(windows.featureNames(), windows.targetNames())
            .flatMap(List::stream)
            .map(column -> new SourceColumn(column, SourceColumn.Kind.NUMBER, "number"))
            .toList();
  }

  /**
   * Returns the windows of a CSV file.
   *
   * @param options how the file is written, and what is done about a missing number
   * @throws DataException if it cannot be read or lacks a column
   */
  public static SeriesSource of(Path csv, CsvDataset.Options options, SeriesWindows windows) {
    CsvDataset.Options own = steps(options, windows);
    List<String> names = CsvDataset.columnNames(CsvInput.of(csv), own);
    CsvPreview preview = CsvDataset.preview(csv, options);
    for (Column column : own.features()) {
      String found = names.get(column.resolve(csv.toString(), names));
      if (preview.isText(found)) {
        String fix =
            preview
                .numberHint(found)
                .map(choice -> "choose " + choice + " for numbers that are written so")
                .orElse("name other columns");
        String cell = Brief.of(preview.firstCell(found));
        throw noNumbers(csv.toString(), found, "holds text, such as '" + cell + "'", fix);
      }
    }
    return new SeriesSource(
        csv.toString(),
        Optional.of(csv),
        windows,
        sink -> CsvStream.of(csv, own, List.of()).forEach(BATCH_ROWS, sink));
  }

  /**
   * Returns the windows of a source.
   *
   * @param options what is done about a missing number
   * @throws DataException if it lacks a column, or one is none of numbers
   */
  public static SeriesSource of(
      TableSource source, CsvDataset.Options options, SeriesWindows windows) {
    CsvDataset.Options own = steps(options, windows);
    List<String> names = source.columns().stream().map(SourceColumn::name).toList();
    for (Column column : own.features()) {
      SourceColumn found = source.columns().get(column.resolve(source.name(), names));
      if (found.kind() != SourceColumn.Kind.NUMBER && found.kind() != SourceColumn.Kind.BOOLEAN) {
        throw noNumbers(
            source.name(), found.name(), "has the type " + found.type(), "name other columns");
      }
    }
    return new SeriesSource(
        source.name(),
        source.file(),
        windows,
        sink -> CsvStream.forEach(source, own, BATCH_ROWS, sink));
  }

  private static DataException noNumbers(String name, String column, String what, String fix) {
    return new DataException(
        name + ": the column '" + column + "' " + what,
        "numbers, which steps of a series are",
        fix);
  }

  private static CsvDataset.Options steps(CsvDataset.Options options, SeriesWindows windows) {
    return options
        .withDtype(DType.FLOAT64)
        .withFeatures(windows.columns().stream().map(Column::named).toList());
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public Optional<Path> file() {
    return file;
  }

  @Override
  public List<SourceColumn> columns() {
    return columns;
  }

  @Override
  public TableReader reader(List<Integer> wanted) {
    int seen = windows.featureNames().size();
    boolean isTold = wanted.stream().anyMatch(place -> place >= seen);
    double[] values = values();
    int width = windows.columns().size();
    long rows = values.length / width;
    int needed = windows.window() + (isTold ? windows.horizon() : 0);
    if (rows < needed) {
      throw new DataException(
          name
              + ": "
              + rows
              + (rows == 1 ? " row" : " rows")
              + " for a window of "
              + windows.window()
              + (isTold ? " and a horizon of " + windows.horizon() : ""),
          "at least " + needed + " rows",
          isTold
              ? "choose a smaller window or horizon, or a longer series"
              : "use a longer series");
    }
    if (isTold) {
      requireTold(values, width);
    }
    int[] offsets = wanted.stream().mapToInt(place -> offset(place, seen, width)).toArray();
    return new Reader(
        values,
        width,
        (int) (rows - needed + 1),
        offsets,
        new TableChunk(wanted.stream().map(columns::get).toList()));
  }

  /** Fails if a number that is to be told is missing: it is no mean that a model learns to tell. */
  private void requireTold(double[] values, int width) {
    for (int step = windows.window(); step < values.length / width; step++) {
      for (int target = 0; target < windows.targets().size(); target++) {
        if (Double.isNaN(values[step * width + target])) {
          throw new DataException(
              name
                  + ", row "
                  + (step + 1)
                  + ": the target '"
                  + windows.targets().get(target)
                  + "' is missing",
              "a number, as for all that a model tells",
              "fill it in");
        }
      }
    }
  }

  /** Returns how far from a window's first number that of one of the columns is. */
  private int offset(int place, int seen, int width) {
    int targets = windows.targets().size();
    int told = place - seen;
    return place < seen ? place : (windows.window() + told / targets) * width + told % targets;
  }

  /** Returns the numbers of all steps, one step after another. */
  private double[] values() {
    List<double[]> parts = new ArrayList<>();
    steps.read(part -> parts.add(part.features().toDoubleArray()));
    int size = Math.toIntExact(parts.stream().mapToLong(part -> part.length).sum());
    double[] all = new double[size];
    int at = 0;
    for (double[] part : parts) {
      System.arraycopy(part, 0, all, at, part.length);
      at += part.length;
    }
    return all;
  }

  /** Gives windows, a chunk at a time. */
  private static final class Reader implements TableReader {
    private final double[] values;
    private final int width;
    private final int rows;
    private final int[] offsets;
    private final TableChunk chunk;
    private int done;

    Reader(double[] values, int width, int rows, int[] offsets, TableChunk chunk) {
      this.values = values;
      this.width = width;
      this.rows = rows;
      this.offsets = offsets;
      this.chunk = chunk;
    }

    @Override
    public int next() {
      int count = Math.min(chunk.rows(), rows - done);
      for (int column = 0; column < offsets.length; column++) {
        double[] cells = chunk.numbers(column);
        for (int i = 0; i < count; i++) {
          cells[i] = values[(done + i) * width + offsets[column]];
        }
      }
      done += count;
      return count;
    }

    @Override
    public TableChunk chunk() {
      return chunk;
    }

    @Override
    public double share() {
      return (double) done / rows;
    }

    @Override
    public void close() {
      // All that it holds is memory of the heap.
    }
  }
}
