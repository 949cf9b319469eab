package dev.jacobian.data.arrow;

import dev.jacobian.io.DamagedFileException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The values of a column in a batch, by the place of their rows. */
final class BatchColumn {
  private static final int VIEW_BYTES = 16;
  private static final int SHORT_TEXT = 12;

  private final RecordBatch batch;
  private final ArrowField field;
  private final int node;
  private final int firstBuffer;
  private final int endBuffer;
  private List<BatchBuffer> buffers = List.of();
  private boolean hasMissing;
  private @Nullable ArrowDictionary dictionary;

  BatchColumn(RecordBatch batch, ArrowField field, int node, int firstBuffer, int endBuffer) {
    this.batch = batch;
    this.field = field;
    this.node = node;
    this.firstBuffer = firstBuffer;
    this.endBuffer = endBuffer;
  }

  /**
   * Makes ready to read.
   *
   * @param known the dictionary of the column's number, which counts if the column has places in
   *     one; null if there is none
   */
  BatchColumn open(@Nullable ArrowDictionary known) {
    long missing = batch.missing(node);
    buffers = batch.buffers(firstBuffer, endBuffer);
    hasMissing = missing != 0 && !buffers.isEmpty() && buffers.get(0).length() > 0;
    if (missing > 0 && !buffers.isEmpty() && !hasMissing) {
      throw new DamagedFileException("values are missing, but no marks say which");
    }
    dictionary = field.index() == null ? null : known;
    if (field.index() != null && known == null) {
      throw new DamagedFileException("its dictionary " + field.dictionary() + " is not there");
    }
    return this;
  }

  /** Reads numbers, NaN for those that are missing. */
  void numbers(long row, int count, double[] to, int at) {
    if (field.layout() == ArrowType.Layout.NOTHING) {
      Arrays.fill(to, at, at + count, Double.NaN);
      return;
    }
    boolean[] present = present(row, count);
    if (dictionary != null) {
      int[] places = places(row, count, present);
      for (int i = 0; i < count; i++) {
        to[at + i] = present[i] ? dictionary.number(places[i]) : Double.NaN;
      }
    } else if (field.layout() == ArrowType.Layout.BITS) {
      ByteBuffer bits = bits(buffers.get(1), row, count);
      for (int i = 0; i < count; i++) {
        to[at + i] = present[i] ? bit(bits, row, i) : Double.NaN;
      }
    } else {
      ArrowType.NumberReader number = number(field.type());
      int bytes = field.type().bytes();
      ByteBuffer values = buffers.get(1).read(row * bytes, (long) count * bytes);
      for (int i = 0; i < count; i++) {
        to[at + i] = present[i] ? number.at(values, i * bytes) : Double.NaN;
      }
    }
  }

  /** Reads texts, null for those that are missing. */
  void texts(long row, int count, @Nullable String[] to, int at) {
    boolean[] present = present(row, count);
    if (dictionary != null) {
      int[] places = places(row, count, present);
      for (int i = 0; i < count; i++) {
        to[at + i] = present[i] ? dictionary.text(places[i]) : null;
      }
    } else if (field.layout() == ArrowType.Layout.VIEWS) {
      views(row, count, present, to, at);
    } else {
      offsets(row, count, present, to, at);
    }
  }

  private static ArrowType.NumberReader number(ArrowType type) {
    if (type.number() == null) {
      throw new DamagedFileException("values of the type " + type.name() + " are no numbers");
    }
    return type.number();
  }

  private static ByteBuffer bits(BatchBuffer buffer, long row, int count) {
    long first = row / Byte.SIZE;
    return buffer.read(first, (row + count + Byte.SIZE - 1) / Byte.SIZE - first);
  }

  private static int bit(ByteBuffer bits, long row, int i) {
    int bit = (int) (row % Byte.SIZE) + i;
    return bits.get(bit / Byte.SIZE) >>> bit % Byte.SIZE & 1;
  }

  private boolean[] present(long row, int count) {
    boolean[] present = new boolean[count];
    if (hasMissing) {
      ByteBuffer bits = bits(buffers.get(0), row, count);
      for (int i = 0; i < count; i++) {
        present[i] = bit(bits, row, i) != 0;
      }
    } else {
      Arrays.fill(present, true);
    }
    return present;
  }

  private int[] places(long row, int count, boolean[] present) {
    ArrowType index = Objects.requireNonNull(field.index());
    ArrowType.NumberReader number = number(index);
    ByteBuffer values = buffers.get(1).read(row * index.bytes(), (long) count * index.bytes());
    int[] places = new int[count];
    for (int i = 0; i < count; i++) {
      places[i] = present[i] ? (int) number.at(values, i * index.bytes()) : 0;
    }
    return places;
  }

  private void offsets(long row, int count, boolean[] present, @Nullable String[] to, int at) {
    int bytes = field.type().bytes();
    ByteBuffer offsets = buffers.get(1).read(row * bytes, (count + 1L) * bytes);
    long first = offset(offsets, 0, bytes);
    long end = offset(offsets, count, bytes);
    ByteBuffer text = buffers.get(2).read(first, end - first);
    for (int i = 0; i < count; i++) {
      long start = offset(offsets, i, bytes) - first;
      long length = offset(offsets, i + 1, bytes) - first - start;
      if (start < 0 || length < 0 || length > text.capacity() - start) {
        throw new DamagedFileException("a text has " + length + " bytes from " + start);
      }
      to[at + i] = present[i] ? text(text, (int) start, (int) length) : null;
    }
  }

  private static long offset(ByteBuffer offsets, int i, int bytes) {
    return bytes == Long.BYTES ? offsets.getLong(i * bytes) : offsets.getInt(i * bytes);
  }

  private void views(long row, int count, boolean[] present, @Nullable String[] to, int at) {
    ByteBuffer views = buffers.get(1).read(row * VIEW_BYTES, (long) count * VIEW_BYTES);
    for (int i = 0; i < count; i++) {
      int place = i * VIEW_BYTES;
      int length = views.getInt(place);
      if (!present[i]) {
        to[at + i] = null;
      } else if (length >= 0 && length <= SHORT_TEXT) {
        to[at + i] = text(views, place + Integer.BYTES, length);
      } else {
        int buffer = views.getInt(place + 8);
        if (length < 0 || buffer < 0 || buffer >= buffers.size() - 2) {
          throw new DamagedFileException("a text lies in a buffer that is not there");
        }
        ByteBuffer text = buffers.get(2 + buffer).read(views.getInt(place + 12), length);
        to[at + i] = text(text, 0, length);
      }
    }
  }

  private static String text(ByteBuffer bytes, int from, int length) {
    return new String(bytes.array(), bytes.arrayOffset() + from, length, StandardCharsets.UTF_8);
  }
}
