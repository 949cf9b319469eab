package dev.jacobian.data.table;

import dev.jacobian.data.column.CategoryType;
import dev.jacobian.data.column.ColumnType;
import dev.jacobian.data.column.TextType;
import dev.jacobian.data.csv.CsvInput;
import dev.jacobian.device.threads.ThreadSettings;
import dev.jacobian.shape.DType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The texts of some columns of a table, read from front to end some rows at a time: the table may
 * be larger than memory. A text is a cell without white space around it, in quotes with line breaks
 * and delimiters; a cell that is empty or a marker is missing, as in other columns.
 *
 * <pre>{@code
 * CsvDataset.Options options =
 *     CsvDataset.Options.defaults().withFeatures("review").withClassTarget("label");
 * LabelledTexts reviews =
 *     LabelledTexts.table(TextStream.of(CsvInput.of(path), options, List.of()));
 * }</pre>
 */
public final class TextStream {
  /** So little that the rows of a few parts stay far below the smallest heap. */
  private static final int PART_BYTES = 1 << 18;

  private final String name;
  private final Optional<CsvFile.Written> written;
  private final List<String> keptNames;
  private final Reading reading;

  /**
   * A row.
   *
   * @param cells the texts of the features, in the order of the options, and then of the target
   * @param kept the cells of the columns that were asked for, as they are written there
   */
  public record Row(List<String> cells, List<String> kept) {
    /** Copies the lists. */
    public Row {
      cells = List.copyOf(cells);
      kept = List.copyOf(kept);
    }
  }

  /** Reads all rows. */
  @FunctionalInterface
  private interface Reading {
    DroppedRows read(Consumer<List<Row>> sink);
  }

  private TextStream(
      String name, Optional<CsvFile.Written> written, List<String> keptNames, Reading reading) {
    this.name = name;
    this.written = written;
    this.keptNames = keptNames;
    this.reading = reading;
  }

  /**
   * Opens what a table comes from; only its first row is read.
   *
   * @param options how it is read: its features are the columns whose texts are wanted, whatever
   *     type they have there, and a class target is one more
   * @param kept columns whose cells are wanted too, with every character that they have there
   * @throws dev.jacobian.shape.DataException if it cannot be read, or a column does not exist
   */
  public static TextStream of(CsvInput input, CsvDataset.Options options, List<Column> kept) {
    CsvFile file =
        new CsvFile(
            input,
            texts(input.name(), CsvDataset.columnNames(input, options), options),
            ThreadSettings.threads(),
            PART_BYTES);
    TableColumns columns = file.columns(kept);
    return new TextStream(
        input.name(),
        Optional.of(file.written()),
        columns.names(columns.texts()),
        sink -> file.read(kept, chosen -> new Texts(chosen, sink)).dropped());
  }

  /**
   * Opens a source.
   *
   * @param options as those of a CSV file; how one is written does not matter
   * @throws dev.jacobian.shape.DataException if a column does not exist
   */
  public static TextStream of(TableSource source, CsvDataset.Options options) {
    SourceRows rows = rows(source, options);
    return new TextStream(
        source.name(),
        Optional.empty(),
        List.of(),
        sink -> rows.read(new Texts(rows.columns(), sink)).dropped());
  }

  /**
   * Takes the fingerprint of a source of which these texts are read: see {@link
   * SourceFingerprint#of(TableSource, CsvDataset.Options)}.
   */
  public static SourceFingerprint fingerprint(TableSource source, CsvDataset.Options options) {
    return SourceFingerprint.of(source, rows(source, options).options());
  }

  private static SourceRows rows(TableSource source, CsvDataset.Options options) {
    List<String> names = source.columns().stream().map(SourceColumn::name).toList();
    return new SourceRows(source, texts(source.name(), names, options));
  }

  private static CsvDataset.Options texts(
      String name, List<String> names, CsvDataset.Options options) {
    CsvDataset.Options own = options.withDtype(DType.FLOAT64).withColumnTypes(Map.of());
    Map<String, ColumnType> types = new LinkedHashMap<>();
    TableColumns.choose(name, names, own)
        .featureNames()
        .forEach(feature -> types.put(feature, new TextType()));
    return own.withColumnTypes(types);
  }

  /** Returns what errors call the table. */
  public String name() {
    return name;
  }

  /** Returns the names of the columns whose cells are kept. */
  public List<String> keptNames() {
    return keptNames;
  }

  /** Returns the character between cells, which the table itself may name; empty if it has none. */
  public Optional<Character> delimiter() {
    return written.map(CsvFile.Written::delimiter);
  }

  /** Returns what ends the table's first line: LF, CR LF or CR; empty if it has no lines. */
  public Optional<String> lineEnd() {
    return written.map(CsvFile.Written::lineEnd);
  }

  /**
   * Reads the table.
   *
   * @param sink takes the next rows, on this thread
   * @return the rows that were left out, if the options say so
   * @throws dev.jacobian.shape.DataException if a row cannot be used; the message has its line, or
   *     row, and the column. The rows before may have been given
   */
  public DroppedRows forEach(Consumer<List<Row>> sink) {
    return reading.read(sink);
  }

  /** Makes texts of the numbers that stand for them in a part of a table. */
  private static final class Texts implements CsvFile.Sink {
    private final TableColumns columns;
    private final Consumer<List<Row>> sink;
    private final long[] dropped;

    Texts(TableColumns columns, Consumer<List<Row>> sink) {
      this.columns = columns;
      this.sink = sink;
      this.dropped = new long[columns.names().size()];
    }

    @Override
    public void add(TablePart part, double share) {
      part.addDropped(dropped);
      List<Row> rows = new ArrayList<>(part.rows());
      for (int row = 0; row < part.rows(); row++) {
        List<String> cells = new ArrayList<>(part.width());
        for (int slot = 0; slot < part.width(); slot++) {
          cells.add(text(part, slot, (int) part.get(row, slot)));
        }
        rows.add(new Row(cells, part.keptTexts(row)));
      }
      if (!rows.isEmpty()) {
        sink.accept(rows);
      }
    }

    private String text(TablePart part, int slot, int number) {
      ColumnType type = columns.types().get(slot);
      return type instanceof CategoryType classes && !TextColumn.isOpen(type)
          ? classes.names().get(number)
          : part.texts(slot).get(number);
    }

    DroppedRows dropped() {
      return columns.dropped(dropped);
    }
  }
}
