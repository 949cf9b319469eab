package dev.jacobian.data;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import de.siegmar.fastcsv.reader.FieldMismatchStrategy;
import dev.jacobian.shape.DataException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/**
 * Reads the records of a CSV file, checks that they have one length, and puts their cells where
 * they belong.
 */
final class CsvFile {
  private static final char BYTE_ORDER_MARK = '\uFEFF';

  private final Path path;
  private final CsvDataset.Options options;

  CsvFile(Path path, CsvDataset.Options options) {
    this.path = path;
    this.options = options;
  }

  CsvDataset read() {
    try (BufferedReader text = Files.newBufferedReader(path, StandardCharsets.UTF_8);
        CsvReader<CsvRecord> reader = open(text)) {
      return read(reader.iterator());
    } catch (NoSuchFileException e) {
      throw new DataException(path + ": there is no such file", "the path of a CSV file", null, e);
    } catch (CsvParseException | UncheckedIOException e) {
      throw unreadable(e.getCause() instanceof IOException cause ? cause : e);
    } catch (IOException e) {
      throw unreadable(e);
    }
  }

  private CsvReader<CsvRecord> open(BufferedReader text) throws IOException {
    // Editors on Windows write a mark that is no part of the first cell.
    text.mark(1);
    if (text.read() != BYTE_ORDER_MARK) {
      text.reset();
    }
    return CsvReader.builder()
        .fieldSeparator(options.delimiter())
        .skipEmptyLines(true)
        .extraFieldStrategy(FieldMismatchStrategy.IGNORE)
        .missingFieldStrategy(FieldMismatchStrategy.IGNORE)
        .trimWhitespacesAroundQuotes(true)
        .ofCsvRecord(text);
  }

  private DataException unreadable(Exception cause) {
    if (cause instanceof CharacterCodingException) {
      return new DataException(
          path + ": the file is not UTF-8", "UTF-8 text", "convert it to UTF-8", cause);
    }
    return new DataException(
        path + ": the file cannot be read: " + cause.getMessage(), "a CSV file", null, cause);
  }

  private CsvDataset read(Iterator<CsvRecord> records) {
    if (!records.hasNext()) {
      throw new DataException(path + ": the file is empty", "at least one row");
    }
    CsvRecord first = records.next();
    List<String> names = names(first);
    CsvColumns columns = CsvColumns.choose(path.toString(), names, options);
    CsvTable table = new CsvTable(columns, options);
    if (!options.header()) {
      table.add(first.getStartingLineNumber(), cells(first));
    }
    while (records.hasNext()) {
      CsvRecord record = records.next();
      if (record.getFieldCount() != names.size()) {
        throw new DataException(
            path
                + ", line "
                + record.getStartingLineNumber()
                + ": the row has "
                + record.getFieldCount()
                + " cells",
            names.size() + ", as line " + first.getStartingLineNumber() + " has",
            "check the delimiter, which is '"
                + options.delimiter()
                + "', and put cells that contain it in quotes");
      }
      table.add(record.getStartingLineNumber(), cells(record));
    }
    return table.finish();
  }

  /** Returns the cells without the spaces around them. */
  private static List<String> cells(CsvRecord record) {
    List<String> cells = new ArrayList<>(record.getFieldCount());
    for (String cell : record.getFields()) {
      cells.add(cell.strip());
    }
    return cells;
  }

  private List<String> names(CsvRecord first) {
    List<String> cells = cells(first);
    Map<String, Integer> places = new HashMap<>();
    List<String> names = new ArrayList<>();
    for (int i = 0; i < cells.size(); i++) {
      String name = options.header() ? cells.get(i) : "column " + (i + 1);
      Integer before = places.putIfAbsent(name, i + 1);
      if (before != null) {
        throw new DataException(
            path
                + ", line "
                + first.getStartingLineNumber()
                + ": columns "
                + before
                + " and "
                + (i + 1)
                + " are both named '"
                + name
                + "'",
            "each name once",
            "rename one, or read the file without header and choose columns by index");
      }
      names.add(name);
    }
    return names;
  }
}
