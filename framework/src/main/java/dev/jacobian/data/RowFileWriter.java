package dev.jacobian.data;

import dev.jacobian.io.FileErrors;
import dev.jacobian.shape.DType;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.util.List;
import java.util.stream.LongStream;

/** Writes the rows of a CSV file to a file of rows, in one pass and with memory for few of them. */
final class RowFileWriter implements CsvFile.Sink {
  private static final int BUFFER_BYTES = 1 << 20;

  private final CsvColumns columns;
  private final CsvDataset.Options options;
  private final FileChannel channel;
  private final ClassLabels labels;
  private final ByteBuffer buffer;
  private final int rowBytes;
  private long rows;
  private final long[] dropped;

  RowFileWriter(CsvColumns columns, CsvDataset.Options options, FileChannel channel) {
    this.columns = columns;
    this.options = options;
    this.channel = channel;
    this.labels = new ClassLabels(options.classNames());
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
  public void add(CsvPart part, double share) {
    int[] places = options.classTarget() ? labels.add(part) : new int[0];
    for (int row = 0; row < part.rows(); row++) {
      if (buffer.remaining() < rowBytes) {
        flush();
      }
      part.put(row, buffer);
      if (options.classTarget() && options.dtype() == DType.FLOAT64) {
        buffer.putLong(places[row]);
      } else if (options.classTarget()) {
        buffer.putInt(places[row]);
      }
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
      throw CsvErrors.noRows(columns.file(), columns.dropped(dropped));
    }
    boolean hasClasses = options.classTarget();
    new RowFileHeader(
            source,
            options.toString(),
            options.dtype(),
            rows,
            columns.dropped(dropped),
            columns.names(columns.features()),
            columns.names(columns.targets()),
            hasClasses ? labels.names() : List.of(),
            hasClasses ? LongStream.of(labels.indices()).boxed().toList() : List.of())
        .write(channel);
  }
}
