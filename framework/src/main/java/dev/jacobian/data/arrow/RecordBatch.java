package dev.jacobian.data.arrow;

import dev.jacobian.io.Codec;
import dev.jacobian.io.DamagedFileException;
import dev.jacobian.io.OpenFile;
import dev.jacobian.io.UnsupportedFileException;
import java.util.ArrayList;
import java.util.List;

/** Some rows of a file: where the buffers of each column lie. */
final class RecordBatch {
  private static final int NODE_BYTES = 16;
  private static final int BUFFER_BYTES = 16;

  private final OpenFile file;
  private final Message message;
  private final FlatTable batch;
  private final Codec codec;
  private final long rows;
  private int node;
  private int buffer;
  private int views;

  /**
   * Reads where the buffers lie.
   *
   * @param batch in the message, or in the dictionary that is its header
   */
  RecordBatch(OpenFile file, Message message, FlatTable batch) {
    this.file = file;
    this.message = message;
    this.batch = batch;
    this.rows = batch.longInteger(0);
    FlatTable compression = batch.table(3);
    this.codec = compression == null ? Codec.NONE : codec(compression.tiny(0, 0));
    if (rows < 0) {
      throw new DamagedFileException("a batch has " + rows + " rows");
    }
  }

  private static Codec codec(int number) {
    return switch (number) {
      case 0 -> Codec.LZ4_FRAME;
      case 1 -> Codec.ZSTD;
      default ->
          throw new UnsupportedFileException(
              "it is compressed with number " + number,
              "lz4, zstd or none",
              "write it with compression='zstd'");
    };
  }

  long rows() {
    return rows;
  }

  /**
   * Returns the next column and passes over its parts. To be called for each field of the schema,
   * in order.
   */
  BatchColumn next(ArrowField field) {
    int own = node++;
    int first = buffer;
    buffer += field.layout().buffers();
    if (field.layout() == ArrowType.Layout.VIEWS) {
      long more = batch.bytes().getLong(batch.element(4, checkedView(), Long.BYTES));
      if (more < 0 || more > batch.size(2, BUFFER_BYTES) - (long) buffer) {
        throw new DamagedFileException("a column has " + more + " buffers of text");
      }
      buffer += (int) more;
    }
    int end = buffer;
    field.partsInBatch().forEach(this::next);
    return new BatchColumn(this, field, own, first, end);
  }

  private int checkedView() {
    if (views >= batch.size(4, Long.BYTES)) {
      throw new DamagedFileException("a column does not say how many buffers it has");
    }
    return views++;
  }

  /** Returns how many values of a column are missing. */
  long missing(int column) {
    if (column >= batch.size(1, NODE_BYTES)) {
      throw new DamagedFileException("a batch lacks columns");
    }
    int place = batch.element(1, column, NODE_BYTES);
    if (batch.bytes().getLong(place) != rows) {
      throw new DamagedFileException(
          "a column has " + batch.bytes().getLong(place) + " values in " + rows + " rows");
    }
    return batch.bytes().getLong(place + Long.BYTES);
  }

  /** Returns some buffers; those that are compressed are unpacked into the heap. */
  List<BatchBuffer> buffers(int first, int end) {
    if (end > batch.size(2, BUFFER_BYTES)) {
      throw new DamagedFileException("a batch lacks buffers");
    }
    List<BatchBuffer> buffers = new ArrayList<>();
    for (int i = first; i < end; i++) {
      int place = batch.element(2, i, BUFFER_BYTES);
      long offset = batch.bytes().getLong(place);
      long length = batch.bytes().getLong(place + Long.BYTES);
      if (offset < 0
          || length < 0
          || offset > message.bodyLength()
          || length > message.bodyLength() - offset) {
        throw new DamagedFileException("a buffer lies outside of its batch");
      }
      buffers.add(BatchBuffer.of(file, message.body() + offset, length, codec));
    }
    return buffers;
  }
}
