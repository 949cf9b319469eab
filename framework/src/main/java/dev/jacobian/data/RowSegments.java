package dev.jacobian.data;

import dev.jacobian.shape.DType;
import dev.jacobian.shape.DataException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.nio.channels.FileChannel;

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
  private final long[] classIndices;

  private RowSegments(String file, RowFileHeader header, long segmentRows, ByteBuffer[] bytes) {
    this.file = file;
    this.segmentRows = segmentRows;
    this.bytes = bytes;
    this.features = header.featureNames().size();
    this.targets = header.targetNames().size();
    this.isDouble = header.dtype() == DType.FLOAT64;
    this.floats = new FloatBuffer[bytes.length];
    this.doubles = new DoubleBuffer[bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      floats[i] = bytes[i].asFloatBuffer();
      doubles[i] = bytes[i].asDoubleBuffer();
    }
    this.classIndices = header.classIndices().stream().mapToLong(Long::longValue).toArray();
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

  private long label(int segment, int at, long row) {
    long place = isDouble ? bytes[segment].getLong(8 * at) : bytes[segment].getInt(4 * at);
    if (place < 0 || place >= classIndices.length) {
      throw new DataException(
          file + ": row " + row + " of the row cache has the label " + place,
          "a number from 0 to " + (classIndices.length - 1),
          "the cache is damaged: delete it, so that it is made again");
    }
    return classIndices[(int) place];
  }
}
