package dev.jacobian.data.table;

import dev.jacobian.shape.DType;
import dev.jacobian.shape.DataException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.nio.channels.FileChannel;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The rows of a file of rows, mapped in segments, since one mapping has less than 2 GiB. Safe for
 * use by threads.
 */
final class RowSegments {
  private static final long MOST_SEGMENT_BYTES = 1 << 30;

  private final String file;
  private final long segmentRows;
  private final int features;
  private final int targets;
  private final boolean isDouble;
  private final ByteBuffer[] bytes;
  private final FloatBuffer[] floats;
  private final DoubleBuffer[] doubles;

  /** For columns of which the rows have places, the raw number of each; null for the others. */
  private final double[] @Nullable [] numbers;

  private final boolean hasPlaces;
  private final double[] classes;

  private RowSegments(String file, RowFileHeader header, long segmentRows, ByteBuffer[] bytes) {
    this.file = file;
    this.segmentRows = segmentRows;
    this.bytes = bytes;
    this.features = header.schema().size();
    this.targets = header.targetNames().size();
    this.isDouble = header.dtype() == DType.FLOAT64;
    this.floats = new FloatBuffer[bytes.length];
    this.doubles = new DoubleBuffer[bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      floats[i] = bytes[i].asFloatBuffer();
      doubles[i] = bytes[i].asDoubleBuffer();
    }
    this.numbers = new double[features + targets][];
    header
        .numbers()
        .forEach((slot, of) -> numbers[slot] = of.stream().mapToDouble(n -> n).toArray());
    this.hasPlaces = header.numbers().keySet().stream().anyMatch(slot -> slot < features);
    this.classes = IntStream.range(0, header.classNames().size()).asDoubleStream().toArray();
  }

  /**
   * Maps all rows.
   *
   * @param file for errors
   */
  static RowSegments map(String file, FileChannel channel, RowFileHeader header)
      throws IOException {
    int rowBytes = header.rowBytes();
    long segmentRows = Math.max(1, MOST_SEGMENT_BYTES / rowBytes);
    int count = Math.toIntExact((header.rows() + segmentRows - 1) / segmentRows);
    ByteBuffer[] bytes = new ByteBuffer[count];
    for (int i = 0; i < count; i++) {
      long first = i * segmentRows;
      long rows = Math.min(segmentRows, header.rows() - first);
      bytes[i] =
          channel
              .map(
                  FileChannel.MapMode.READ_ONLY,
                  RowFileHeader.START_BYTES + first * rowBytes,
                  rows * rowBytes)
              .order(ByteOrder.LITTLE_ENDIAN);
    }
    return new RowSegments(file, header, segmentRows, bytes);
  }

  /**
   * Copies rows.
   *
   * @param indices of rows that exist
   * @param inputs {@code float[]} or {@code double[]} for the features
   * @param outputs the same for the targets, {@code long[]} for classes
   */
  void read(long[] indices, Object inputs, Object outputs) {
    touch(indices, inputs);
    int width = features + targets;
    for (int i = 0; i < indices.length; i++) {
      int segment = (int) (indices[i] / segmentRows);
      int at = (int) (indices[i] % segmentRows) * width;
      if (isDouble) {
        doubles[segment].get(at, (double[]) inputs, i * features, features);
      } else {
        floats[segment].get(at, (float[]) inputs, i * features, features);
      }
      if (hasPlaces) {
        number(inputs, i * features, indices[i]);
      }
      if (outputs instanceof long[] labels) {
        labels[i] = label(segment, at + features, indices[i]);
      } else if (isDouble) {
        doubles[segment].get(at + features, (double[]) outputs, i * targets, targets);
      } else {
        floats[segment].get(at + features, (float[]) outputs, i * targets, targets);
      }
    }
  }

  /**
   * Reads a byte of each row's both ends: rows in random order lie in memory that no cache holds,
   * and here the processor waits for many of them at a time, in the copying loop for one after
   * another.
   *
   * @param sink is written, so that the reads are not removed; overwritten later
   */
  private void touch(long[] indices, Object sink) {
    int rowBytes = (features + targets) * (isDouble ? Double.BYTES : Float.BYTES);
    int sum = 0;
    for (long index : indices) {
      ByteBuffer segment = bytes[(int) (index / segmentRows)];
      int start = (int) (index % segmentRows) * rowBytes;
      sum += segment.get(start) + segment.get(start + rowBytes - 1);
    }
    if (sink instanceof double[] doubles && doubles.length > 0) {
      doubles[0] = sum;
    } else if (sink instanceof float[] floats && floats.length > 0) {
      floats[0] = sum;
    }
  }

  /** Puts raw numbers into the place of places, in the features of a row. */
  private void number(Object inputs, int start, long row) {
    for (int slot = 0; slot < features; slot++) {
      double[] of = numbers[slot];
      if (of != null && inputs instanceof double[] values) {
        values[start + slot] = number(of, values[start + slot], row);
      } else if (of != null && inputs instanceof float[] values) {
        values[start + slot] = (float) number(of, values[start + slot], row);
      }
    }
  }

  private long label(int segment, int at, long row) {
    double value = isDouble ? doubles[segment].get(at) : floats[segment].get(at);
    double[] of = numbers[features];
    return (long) number(of == null ? classes : of, value, row);
  }

  private double number(double[] of, double place, long row) {
    if (Double.isNaN(place)) {
      return place;
    }
    if (!(place >= 0 && place < of.length && place == Math.rint(place))) {
      throw new DataException(
          file + ": row " + row + " of the row cache has the category " + place,
          "a whole number from 0 to " + (of.length - 1),
          "the cache is damaged: delete it, so that it is made again");
    }
    return of[(int) place];
  }
}
