package dev.jacobian.data.table;

import dev.jacobian.data.column.ColumnType;
import dev.jacobian.io.FileErrors;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;

/** Writes the rows of a CSV file to a file of rows, in one pass and with memory for few of them. */
final class RowFileWriter implements CsvFile.Sink {
  private static final int BUFFER_BYTES = 1 << 20;

  private final TableColumns columns;
  private final CsvDataset.Options options;
  private final FileChannel channel;
  private final Map<Integer, FoundCategories> found;
  private final ByteBuffer buffer;
  private final int rowBytes;
  private long rows;
  private final long[] dropped;

  RowFileWriter(TableColumns columns, CsvDataset.Options options, FileChannel channel) {
    this.columns = columns;
    this.options = options;
    this.channel = channel;
    this.found = columns.found();
    this.dropped = new long[columns.names().size()];
    this.rowBytes =
        (columns.features().size() + columns.targets().size()) * options.dtype().byteSize();
    this.buffer =
        ByteBuffer.allocateDirect(Math.max(rowBytes, BUFFER_BYTES)).order(ByteOrder.LITTLE_ENDIAN);
    try {
      channel.position(RowFileHeader.START_BYTES);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void add(TablePart part, double share) {
    found.forEach((slot, categories) -> categories.add(part, slot));
    for (int row = 0; row < part.rows(); row++) {
      if (buffer.remaining() < rowBytes) {
        flush();
      }
      part.put(row, buffer);
    }
    rows += part.rows();
    part.addDropped(dropped);
  }

  private void flush() {
    buffer.flip();
    try {
      while (buffer.hasRemaining()) {
        channel.write(buffer);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(
          "cannot write the row cache of " + columns.file() + ": " + FileErrors.reason(e), e);
    }
    buffer.clear();
  }

  /** Writes what is left, and what the rows are. */
  void finish(SourceFingerprint source) throws IOException {
    flush();
    if (rows == 0) {
      throw RowErrors.noRows(columns.file(), columns.dropped(dropped));
    }
    List<ColumnType> types = columns.types(found);
    Map<Integer, List<Long>> numbers = new LinkedHashMap<>();
    found.forEach(
        (slot, categories) ->
            numbers.put(slot, LongStream.of(categories.numbers()).boxed().toList()));
    new RowFileHeader(
            source,
            options.toString(),
            options.dtype(),
            rows,
            columns.dropped(dropped),
            columns.schema(types),
            columns.names(columns.targets()),
            options.classTarget(),
            TableColumns.classNames(options, types),
            numbers)
        .write(channel);
  }
}
