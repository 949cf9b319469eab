package dev.jacobian.data.table;

import dev.jacobian.data.column.BooleanType;
import dev.jacobian.data.column.CategoryType;
import dev.jacobian.data.column.CellText;
import dev.jacobian.data.column.ColumnType;
import dev.jacobian.data.column.CsvFormat;
import dev.jacobian.data.column.DateType;
import dev.jacobian.data.column.NumberType;
import dev.jacobian.data.column.TextType;
import dev.jacobian.shape.DType;
import dev.jacobian.shape.DataException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Turns the chunks of a source into the parts that a CSV file is read in, so that the same table
 * gives the same rows whatever holds it.
 *
 * <p>A text that is empty, a NaN and what the source calls missing are missing; no words stand for
 * missing values, since a source has other ways to say so. The types of columns are those of the
 * source, unless the options have others.
 */
final class SourceRows {
  private final TableSource source;
  private final List<SourceColumn> all;
  private final CsvDataset.Options options;
  private final TableColumns columns;
  private final RowErrors errors;

  /** What is read: by their slots, place among the source's columns, type and kind. */
  private final List<Integer> places;

  private final SourceColumn.Kind[] kinds;
  private final CellText cells;
  private final RowDigest digest = new RowDigest();

  /** Rows before the chunk that is read. */
  private long done;

  SourceRows(TableSource source, CsvDataset.Options given) {
    this.source = source;
    this.all = source.columns();
    List<String> names = all.stream().map(SourceColumn::name).toList();
    this.options =
        given
            .withFormat(CsvFormat.defaults().withMissingMarkers())
            .withColumnTypes(types(source, given));
    this.columns = TableColumns.choose(source.name(), names, options).inRows();
    this.errors = new RowErrors(columns, options, 0);
    this.places = new ArrayList<>(columns.features());
    places.addAll(columns.targets());
    this.kinds = places.stream().map(i -> all.get(i).kind()).toArray(SourceColumn.Kind[]::new);
    this.cells = new CellText(options.format(), options.dtype());
  }

  /** Returns the types that were given, and for the other features those of the source. */
  static Map<String, ColumnType> types(TableSource source, CsvDataset.Options given) {
    List<SourceColumn> all = source.columns();
    List<String> names = all.stream().map(SourceColumn::name).toList();
    Map<String, ColumnType> types = new LinkedHashMap<>();
    for (int place :
        TableColumns.choose(source.name(), names, given.withColumnTypes(Map.of())).features()) {
      types.put(names.get(place), type(all.get(place).kind()));
    }
    types.putAll(given.columnTypes());
    return types;
  }

  private static ColumnType type(SourceColumn.Kind kind) {
    return switch (kind) {
      case BOOLEAN -> ColumnType.bool();
      case DATE -> ColumnType.date();
      case TEXT -> ColumnType.category(List.of());
      case NUMBER, OTHER -> ColumnType.number();
    };
  }

  /** Returns the options with the types of all features. */
  CsvDataset.Options options() {
    return options;
  }

  TableColumns columns() {
    return columns;
  }

  /** Reads all rows into a sink, and returns it. */
  <S extends CsvFile.Sink> S read(S sink) {
    done = 0;
    try (TableReader reader = source.open(places)) {
      for (int rows = reader.next(); rows > 0; rows = reader.next()) {
        sink.add(part(reader, rows), Math.max(Double.MIN_NORMAL, Math.min(1, reader.share())));
        if (source.file().isEmpty()) {
          digest.add(reader, kinds, rows);
        }
        done += rows;
      }
    }
    return sink;
  }

  /**
   * Returns what tells whether the source is still what it was: of a file all its bytes, else the
   * cells that were read.
   */
  SourceFingerprint fingerprint() {
    return source.file().map(SourceFingerprint::of).orElseGet(digest::fingerprint);
  }

  private TablePart part(TableReader reader, int rows) {
    @Nullable TextColumn[] texts = new TextColumn[kinds.length];
    for (int slot = 0; slot < kinds.length; slot++) {
      ColumnType type = columns.types().get(slot);
      if (!kinds[slot].isNumeric() || type instanceof CategoryType || type instanceof TextType) {
        texts[slot] = new TextColumn(type, cells);
      }
    }
    TablePart part = new TablePart(columns, options, texts, rows);
    double[] row = new double[kinds.length];
    for (int i = 0; i < rows; i++) {
      if (fill(row, reader, texts, i)) {
        part.openRow();
        for (int slot = 0; slot < row.length; slot++) {
          part.set(slot, row[slot]);
        }
        part.closeRow();
      } else {
        part.dropRow(places.get(firstMissing(row)));
      }
    }
    return part;
  }

  /** Reads a row; returns whether it is to be kept. */
  private boolean fill(double[] row, TableReader reader, @Nullable TextColumn[] texts, int i) {
    boolean isDropped = false;
    for (int slot = 0; slot < row.length; slot++) {
      row[slot] = raw(reader, texts[slot], slot, i);
      if (!Double.isNaN(row[slot])) {
        requireHeld(row[slot], slot, i);
      } else if (options.missingValues() == MissingValues.DROP_ROW) {
        isDropped = true;
      } else if (options.missingValues() == MissingValues.ERROR
          || slot >= columns.features().size()) {
        throw errors.missing(done + i + 1, places.get(slot), "");
      }
    }
    return !isDropped;
  }

  /** Returns the slot of the missing value whose column is the first in the source. */
  private int firstMissing(double[] row) {
    return IntStream.range(0, row.length)
        .filter(slot -> Double.isNaN(row[slot]))
        .reduce((a, b) -> places.get(a) <= places.get(b) ? a : b)
        .orElseThrow();
  }

  private double raw(TableReader reader, @Nullable TextColumn texts, int slot, int i) {
    if (!kinds[slot].isNumeric()) {
      @Nullable String text = reader.texts(slot)[i];
      return text == null ? Double.NaN : text(texts, text.strip(), slot, i);
    }
    double value = reader.numbers(slot)[i];
    if (Double.isNaN(value)) {
      return value;
    }
    ColumnType type = columns.types().get(slot);
    if (texts != null) {
      // Categories that are written as numbers, booleans or dates.
      return text(texts, type(kinds[slot]).text(value), slot, i);
    }
    boolean fits =
        type instanceof NumberType
            || (type instanceof BooleanType && (value == 0 || value == 1))
            || (type instanceof DateType && kinds[slot] == SourceColumn.Kind.DATE);
    if (!fits) {
      throw other(slot, i, type(kinds[slot]).text(value));
    }
    return value;
  }

  private double text(@Nullable TextColumn texts, String text, int slot, int i) {
    if (texts == null) {
      throw other(slot, i, text);
    }
    int number = texts.number(text);
    return switch (texts.kind(number)) {
      case MISSING -> Double.NaN;
      case OTHER -> throw other(slot, i, text);
      case VALUE -> texts.raw(number);
    };
  }

  private DataException other(int slot, int i, String text) {
    return errors.other(done + i + 1, places.get(slot), text);
  }

  private void requireHeld(double value, int slot, int i) {
    boolean isHeld =
        options.dtype() == DType.FLOAT64
            ? !Double.isInfinite(value)
            : !Float.isInfinite((float) value);
    if (!isHeld) {
      throw errors.number(done + i + 1, places.get(slot), String.valueOf(value), true);
    }
  }
}
