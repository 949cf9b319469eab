package dev.jacobian.data.table;

import dev.jacobian.data.column.ColumnGuess;
import dev.jacobian.data.column.ColumnType;
import dev.jacobian.data.column.CsvFormat;
import dev.jacobian.data.csv.CsvBytes;
import dev.jacobian.data.csv.CsvErrors;
import dev.jacobian.data.csv.CsvHeader;
import dev.jacobian.data.csv.CsvInput;
import dev.jacobian.data.csv.CsvStreamBytes;
import dev.jacobian.data.csv.CsvWindow;
import dev.jacobian.device.threads.ThreadSettings;
import dev.jacobian.io.FileErrors;
import dev.jacobian.io.Uninterrupted;
import dev.jacobian.shape.DType;
import dev.jacobian.shape.DataException;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Opens a CSV file and reads its parts in order.
 *
 * @param input where the text comes from
 * @param options how it is read
 * @param threads that read it; the result does not depend on them
 * @param partBytes how much of the file a thread reads at once
 */
record CsvFile(CsvInput input, CsvDataset.Options options, int threads, int partBytes) {
  private static final int PART_BYTES = 1 << 20;

  CsvFile(CsvInput input, CsvDataset.Options options) {
    this(input, options, ThreadSettings.threads(), PART_BYTES);
  }

  /** Takes the rows of a file. */
  interface Sink {
    /**
     * Takes the next rows.
     *
     * @param share of all rows that these and those before are, as far as it is known
     */
    void add(TablePart part, double share);
  }

  /** Makes a sink once the columns are known. */
  interface SinkOf<S extends Sink> {
    /** Returns a sink for rows of these columns. */
    S make(TableColumns columns);
  }

  /** Returns the names of all columns; only the first row is read. */
  List<String> columnNames() {
    return with(bytes -> header(bytes).names());
  }

  /**
   * Returns which columns have which role; only the first row is read.
   *
   * @param texts columns whose text is kept, whatever other role they have
   */
  TableColumns columns(List<Column> texts) {
    return with(bytes -> columns(header(bytes), texts));
  }

  /** Returns how the file itself is written; only the first row is read. */
  Written written() {
    return with(
        bytes -> {
          CsvHeader header = header(bytes);
          return new Written(header.format().delimiter(), header.lineEnd());
        });
  }

  /**
   * How a file is written.
   *
   * @param delimiter between cells
   * @param lineEnd of its first line
   */
  record Written(char delimiter, String lineEnd) {}

  private TableColumns columns(CsvHeader header, List<Column> texts) {
    return TableColumns.choose(input.name(), header.names(), options).withTexts(texts);
  }

  /** Returns the names of all columns and the first row of data; no more is read. */
  CsvPreview preview() {
    return with(
        bytes -> {
          CsvHeader header = header(bytes);
          return new CsvPreview(
              header.names(), header.renamed(), header.firstRow(), header.format());
        });
  }

  /** Returns what the features seem to be, by what is read first. */
  Map<String, ColumnGuess> guess() {
    return with(
        bytes -> {
          CsvHeader header = header(bytes);
          List<String> features =
              TableColumns.choose(input.name(), header.names(), options.withColumnTypes(Map.of()))
                  .featureNames();
          Map<String, ColumnType> texts = new LinkedHashMap<>();
          features.forEach(name -> texts.put(name, ColumnType.category(List.of())));
          CsvDataset.Options asText =
              CsvDataset.Options.defaults()
                  .withFormat(header.format())
                  .withMissingValues(MissingValues.NAN)
                  .withDtype(DType.FLOAT64)
                  .withFeatures(features.stream().map(Column::named).toList())
                  .withColumnTypes(texts);
          TableColumns columns = TableColumns.choose(input.name(), header.names(), asText);
          long start = header.rowsStart();
          TablePart part =
              new CsvRowReader(new RowErrors(columns, asText, header.line()), new CsvWindow(bytes))
                  .read(start, bytes.upTo(start + partBytes), true);
          Map<String, ColumnGuess> guesses = new LinkedHashMap<>();
          for (int slot = 0; slot < features.size(); slot++) {
            guesses.put(features.get(slot), guess(part, slot, header.format()));
          }
          return guesses;
        });
  }

  private static ColumnGuess guess(TablePart part, int slot, CsvFormat format) {
    int[] counts = new int[part.texts(slot).size()];
    for (int row = 0; row < part.rows(); row++) {
      double text = part.get(row, slot);
      if (!Double.isNaN(text)) {
        counts[(int) text]++;
      }
    }
    List<String> present = new ArrayList<>();
    List<Integer> of = new ArrayList<>();
    for (int i = 0; i < counts.length; i++) {
      if (counts[i] > 0) {
        present.add(part.texts(slot).get(i));
        of.add(counts[i]);
      }
    }
    return ColumnGuess.of(present, of, format);
  }

  /** Reads all rows into a sink and returns it. */
  <S extends Sink> S read(SinkOf<S> sinkOf) {
    return read(List.of(), sinkOf);
  }

  /** Reads all rows, with the text of some columns, into a sink and returns it. */
  <S extends Sink> S read(List<Column> texts, SinkOf<S> sinkOf) {
    return with(
        bytes -> {
          CsvHeader header = header(bytes);
          TableColumns columns = columns(header, texts);
          S sink = sinkOf.make(columns);
          CsvDataset.Options found = options.withFormat(header.format());
          new CsvScan(new RowErrors(columns, found, header.line()), threads, partBytes)
              .run(
                  bytes,
                  header.rowsStart(),
                  header.rowsLine(),
                  part -> sink.add(part, bytes.share(part.end())));
          input.finish();
          return sink;
        });
  }

  private CsvHeader header(CsvBytes bytes) throws IOException {
    return CsvHeader.read(input.name(), new CsvWindow(bytes), options.format());
  }

  private interface Use<T> {
    T apply(CsvBytes bytes) throws IOException;
  }

  private <T> T with(Use<T> use) {
    try (Uninterrupted work = Uninterrupted.begin();
        CsvBytes bytes = input.open(options.format())) {
      return use.apply(bytes);
    } catch (NoSuchFileException e) {
      throw new DataException(
          input.name() + ": there is no such file", "the path of a CSV file", null, e);
    } catch (CsvStreamBytes.ReadTwiceException e) {
      throw new DataException(
          input.name() + ": the rows are wanted a second time, and it can be read only once",
          "a file",
          "save it as a file and read that",
          e);
    } catch (CharacterCodingException e) {
      throw CsvErrors.notEncoded(input.name(), options.format().encoding(), e);
    } catch (IOException e) {
      throw new DataException(
          input.name() + ": the file cannot be read: " + FileErrors.reason(e),
          "a CSV file",
          null,
          e);
    }
  }
}
