package dev.jacobian.io;

import dev.jacobian.shape.DType;
import java.nio.ByteBuffer;

/**
 * The element types of array files, and the dtype that holds each without loss. Small integers
 * become int32.
 */
enum StoredNumber {
  BOOL(1, DType.BOOL),
  INT8(1, DType.INT32),
  UINT8(1, DType.INT32),
  INT16(2, DType.INT32),
  UINT16(2, DType.INT32),
  INT32(4, DType.INT32),
  INT64(8, DType.INT64),
  FLOAT32(4, DType.FLOAT32),
  FLOAT64(8, DType.FLOAT64);

  private final int byteSize;
  private final DType dtype;

  StoredNumber(int byteSize, DType dtype) {
    this.byteSize = byteSize;
    this.dtype = dtype;
  }

  int byteSize() {
    return byteSize;
  }

  DType dtype() {
    return dtype;
  }

  /**
   * Moves elements from a buffer in its byte order to an array of the dtype's Java type.
   *
   * @return whether all were valid; only a byte for BOOL may be none, other than 0 and 1
   */
  boolean get(ByteBuffer from, Object array, int start, int count) {
    switch (this) {
      case FLOAT32 -> from.asFloatBuffer().get((float[]) array, start, count);
      case FLOAT64 -> from.asDoubleBuffer().get((double[]) array, start, count);
      case INT64 -> from.asLongBuffer().get((long[]) array, start, count);
      case INT32 -> from.asIntBuffer().get((int[]) array, start, count);
      case BOOL -> {
        return getTruths(from, (boolean[]) array, start, count);
      }
      default -> getSmall(from, (int[]) array, start, count);
    }
    return true;
  }

  private static boolean getTruths(ByteBuffer from, boolean[] array, int start, int count) {
    int all = 0;
    for (int i = 0; i < count; i++) {
      int value = from.get(i);
      all |= value;
      array[start + i] = value != 0;
    }
    return (all & ~1) == 0;
  }

  private void getSmall(ByteBuffer from, int[] array, int start, int count) {
    for (int i = 0; i < count; i++) {
      array[start + i] =
          switch (this) {
            case INT8 -> from.get(i);
            case UINT8 -> from.get(i) & 0xFF;
            case INT16 -> from.getShort(2 * i);
            default -> from.getShort(2 * i) & 0xFFFF;
          };
    }
  }
}
