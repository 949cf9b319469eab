package dev.jacobian.data;

import dev.jacobian.device.ThreadSettings;
import dev.jacobian.shape.DataException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/**
 * Opens a CSV file and reads its parts in order.
 *
 * @param path of the file
 * @param options how it is read
 * @param threads that read it; the result does not depend on them
 * @param partBytes how much of the file a thread reads at once
 */
record CsvFile(Path path, CsvDataset.Options options, int threads, int partBytes) {
  private static final int PART_BYTES = 1 << 20;

  CsvFile(Path path, CsvDataset.Options options) {
    this(path, options, ThreadSettings.threads(), PART_BYTES);
  }

  /** Takes the rows of a file. */
  interface Sink {
    /**
     * Takes the next rows.
     *
     * @param readBytes of the file up to the part's end
     * @param allBytes of the file
     */
    void add(CsvPart part, long readBytes, long allBytes);
  }

  /** Makes a sink once the columns are known. */
  interface SinkOf<S extends Sink> {
    /** Returns a sink for rows of these columns. */
    S make(CsvColumns columns);
  }

  /** Returns the names of all columns; only the first row is read. */
  List<String> columnNames() {
    return with(channel -> header(channel).names());
  }

  /**
   * Returns which columns have which role; only the first row is read.
   *
   * @param texts columns whose text is kept, whatever other role they have
   */
  CsvColumns columns(List<Column> texts) {
    return with(channel -> columns(header(channel), texts));
  }

  private CsvColumns columns(CsvHeader header, List<Column> texts) {
    return CsvColumns.choose(path.toString(), header.names(), options).withTexts(texts);
  }

  /** Returns the names of all columns and the first row of data; no more is read. */
  CsvPreview preview() {
    return with(
        channel -> {
          CsvHeader header = header(channel);
          return new CsvPreview(header.names(), header.firstRow(), options.dtype());
        });
  }

  /** Reads all rows into a sink and returns it. */
  <S extends Sink> S read(SinkOf<S> sinkOf) {
    return read(List.of(), sinkOf);
  }

  /** Reads all rows, with the text of some columns, into a sink and returns it. */
  <S extends Sink> S read(List<Column> texts, SinkOf<S> sinkOf) {
    return with(
        channel -> {
          CsvHeader header = header(channel);
          CsvColumns columns = columns(header, texts);
          S sink = sinkOf.make(columns);
          long size = channel.size();
          new CsvScan(new CsvErrors(columns, options, header.line()), threads, partBytes)
              .run(
                  channel,
                  header.rowsStart(),
                  header.rowsLine(),
                  part -> sink.add(part, part.end(), size));
          return sink;
        });
  }

  private CsvHeader header(FileChannel channel) throws IOException {
    return CsvHeader.read(path.toString(), new CsvWindow(channel), options);
  }

  private interface Use<T> {
    T apply(FileChannel channel) throws IOException;
  }

  private <T> T with(Use<T> use) {
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
      return use.apply(channel);
    } catch (NoSuchFileException e) {
      throw new DataException(path + ": there is no such file", "the path of a CSV file", null, e);
    } catch (CharacterCodingException e) {
      throw CsvErrors.notUtf8(path.toString(), e);
    } catch (IOException e) {
      throw new DataException(
          path + ": the file cannot be read: " + e.getMessage(), "a CSV file", null, e);
    }
  }
}
