package dev.jacobian.trainers.config.data;

import dev.jacobian.data.arrow.ArrowSource;
import dev.jacobian.data.parquet.ParquetSource;
import dev.jacobian.data.table.CsvDataset;
import dev.jacobian.data.table.CsvPreview;
import dev.jacobian.data.table.SeriesSource;
import dev.jacobian.data.table.SeriesWindows;
import dev.jacobian.data.table.SourceColumn;
import dev.jacobian.data.table.TableSource;
import dev.jacobian.shape.DataException;
import dev.jacobian.shape.Option;
import dev.jacobian.shape.OptionException;
import dev.jacobian.trainers.config.keys.ConfigException;
import dev.jacobian.trainers.config.keys.FileName;
import dev.jacobian.trainers.config.keys.Key;
import dev.jacobian.trainers.config.keys.RecordKeys;
import dev.jacobian.trainers.config.keys.Section;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Where a table comes from.
 *
 * @param key the configuration's key of {@code data} that names it
 * @param file that it lies in; empty for the rows of a query
 * @param source what gives its rows; empty for a CSV file
 * @param cache the file that keeps the rows, if a query names one
 */
public record TableOrigin(
    String key, Optional<Path> file, Optional<TableSource> source, Optional<Path> cache) {
  private static final String CSV = "csv";
  private static final String PARQUET = "parquet";
  private static final String ARROW = "arrow";

  /** With what files start that are no CSV. */
  private static final String PARQUET_START = "PAR1";

  private static final String ARROW_START = "ARROW1";
  private static final String STREAM_START = "\u00ff\u00ff\u00ff\u00ff";

  static final RecordKeys<Written> KEYS =
      RecordKeys.of(
          new Written(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty()),
          Map.of("jdbc", JdbcConfig.SECTION));

  /**
   * What a configuration says of it: one of these.
   *
   * @param csv a CSV file; all files are relative to the YAML file's folder (with --set, to the
   *     current one)
   * @param parquet a Parquet file, in place of csv
   * @param arrow an Arrow file or stream, such as a Feather file, in place of csv
   * @param jdbc the rows of a query, in place of csv
   */
  record Written(
      @Option(mayChange = true) Optional<FileName> csv,
      @Option(mayChange = true) Optional<FileName> parquet,
      @Option(mayChange = true) Optional<FileName> arrow,
      @Option Optional<JdbcConfig> jdbc) {}

  /** Returns whether the rows are meant to be those of a table. */
  static boolean isMeant(Section section) {
    return KEYS.keys().stream().anyMatch(section::has);
  }

  /**
   * Reads the keys.
   *
   * @throws ConfigException if they do not fit together
   * @throws DataException if what they name cannot be read, with the key's place
   */
  static TableOrigin read(Section section) {
    List<Key<?>> named = KEYS.keys().stream().filter(section::has).toList();
    String first = named.get(0).name();
    for (Key<?> other : named.subList(1, named.size())) {
      section.forbid(other, "the rows are those of " + first);
    }
    if (!first.equals(CSV)) {
      for (Key<?> key : CsvFormatKeys.KEYS.keys()) {
        section.forbid(key, "the key says how a CSV file is written, the rows are of " + first);
      }
    }
    Written written = KEYS.read(section);
    try {
      return of(written);
    } catch (DataException e) {
      throw e.at(section.placeOf(named.get(0)).toString());
    }
  }

  private static TableOrigin of(Written written) {
    return written
        .csv
        .map(file -> csv(file.existing("a CSV file")))
        .or(() -> written.parquet.map(file -> parquet(file.existing("a Parquet file"))))
        .or(() -> written.arrow.map(file -> arrow(file.existing("an Arrow file"))))
        .orElseGet(() -> written.jdbc.orElseThrow().origin());
  }

  /** Returns a CSV file. */
  public static TableOrigin csv(Path file) {
    return new TableOrigin(CSV, Optional.of(file), Optional.empty(), Optional.empty());
  }

  /** Returns a Parquet file; what it says of itself is read. */
  static TableOrigin parquet(Path file) {
    return of(PARQUET, file, ParquetSource.of(file));
  }

  /** Returns an Arrow file or stream; what it says of itself is read. */
  static TableOrigin arrow(Path file) {
    return of(ARROW, file, ArrowSource.of(file));
  }

  private static TableOrigin of(String key, Path file, TableSource source) {
    return new TableOrigin(key, Optional.of(file), Optional.of(source), Optional.empty());
  }

  /** Returns a file of a kind that its first bytes tell; CSV if they tell none. */
  public static TableOrigin of(Path file) {
    String start = start(file);
    if (start.startsWith(PARQUET_START)) {
      return parquet(file);
    }
    return start.startsWith(ARROW_START) || start.startsWith(STREAM_START)
        ? arrow(file)
        : csv(file);
  }

  private static String start(Path file) {
    if (!Files.isRegularFile(file)) {
      return "";
    }
    try (InputStream in = Files.newInputStream(file)) {
      return new String(in.readNBytes(ARROW_START.length()), StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      // Whoever reads it as CSV says why it cannot be read.
      return "";
    }
  }

  /**
   * Returns the windows of a series whose steps are the rows.
   *
   * @param options how a CSV file is written, and what is done about a missing number
   * @throws DataException if a column is not there, or none of numbers
   */
  TableOrigin windows(SeriesWindows windows, CsvDataset.Options options) {
    TableSource rows =
        source
            .map(steps -> SeriesSource.of(steps, options, windows))
            .orElseGet(() -> SeriesSource.of(file.orElseThrow(), options, windows));
    return new TableOrigin(key, file, Optional.of(rows), cache);
  }

  /**
   * Returns what gives its rows.
   *
   * @throws OptionException if it is a CSV file
   */
  public TableSource requireSource() {
    return source.orElseThrow(
        () ->
            new OptionException(
                name() + " is neither Parquet nor Arrow",
                "a file that starts as one does",
                "leave out --format"));
  }

  /** Returns whether it is a CSV file. */
  public boolean isCsv() {
    return source.isEmpty();
  }

  /** Returns what errors call it. */
  String name() {
    return source.map(TableSource::name).orElseGet(() -> file.orElseThrow().toString());
  }

  /** Returns the names of its columns. */
  List<String> columnNames(CsvDataset.Options options) {
    return source
        .map(rows -> rows.columns().stream().map(SourceColumn::name).toList())
        .orElseGet(() -> preview(options).columnNames());
  }

  /** Returns the names and the first row of a CSV file. */
  CsvPreview preview(CsvDataset.Options options) {
    return CsvDataset.preview(file.orElseThrow(), options);
  }

  /** Returns what to say of the columns of a CSV file that had to get other names, if some had. */
  public Optional<String> renamed(CsvDataset.Options options) {
    return isCsv() ? preview(options).renamed() : Optional.empty();
  }

  /** Returns whether a column has text. */
  boolean isText(String column, CsvDataset.Options options) {
    return source
        .map(
            rows ->
                rows.columns().stream()
                    .anyMatch(
                        found ->
                            found.name().equals(column) && found.kind() == SourceColumn.Kind.TEXT))
        .orElseGet(() -> preview(options).isText(column));
  }
}
