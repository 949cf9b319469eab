package dev.jacobian.io;

import dev.jacobian.shape.DType;
import java.nio.ByteBuffer;
import java.util.Locale;

/**
 * The element types of files, and the dtype that holds each without loss: small integers become
 * int32, uint32 and uint64 int64, and small floating-point numbers float32.
 */
enum StoredNumber {
  BOOL(1, DType.BOOL),
  INT8(1, DType.INT32),
  UINT8(1, DType.INT32),
  INT16(2, DType.INT32),
  UINT16(2, DType.INT32),
  INT32(4, DType.INT32),
  UINT32(4, DType.INT64),
  INT64(8, DType.INT64),
  /** Numbers from 2^63 on, which int64 does not hold, are refused. */
  UINT64(8, DType.INT64),
  FLOAT8_E4M3(1, DType.FLOAT32),
  FLOAT8_E5M2(1, DType.FLOAT32),
  FLOAT16(2, DType.FLOAT32),
  BFLOAT16(2, DType.FLOAT32),
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
   * Moves elements from the start of a buffer, in its byte order, to an array of the dtype's Java
   * type.
   *
   * @return which of them is not valid, counted from 0, or -1; see {@link #problem}
   */
  int get(ByteBuffer from, Object array, int start, int count) {
    switch (this) {
      case FLOAT32 -> from.asFloatBuffer().get((float[]) array, start, count);
      case FLOAT64 -> from.asDoubleBuffer().get((double[]) array, start, count);
      case INT64, UINT64 -> from.asLongBuffer().get((long[]) array, start, count);
      case INT32 -> from.asIntBuffer().get((int[]) array, start, count);
      case UINT32 -> {
        for (int i = 0; i < count; i++) {
          ((long[]) array)[start + i] = Integer.toUnsignedLong(from.getInt(Integer.BYTES * i));
        }
      }
      case BOOL -> {
        return getTruths(from, (boolean[]) array, start, count);
      }
      default -> {
        if (array instanceof float[] floats) {
          getSmallFloats(from, floats, start, count);
        } else {
          getSmallIntegers(from, (int[]) array, start, count);
        }
      }
    }
    return this == UINT64 ? firstNegative((long[]) array, start, count) : -1;
  }

  /** Returns what is wrong with an element that {@link #get} has found not to be valid. */
  String problem(ByteBuffer from, int index) {
    return "of type "
        + name().toLowerCase(Locale.ROOT)
        + (this == BOOL
            ? " is the byte " + (from.get(index) & 0xFF)
            : " is " + Long.toUnsignedString(from.getLong(Long.BYTES * index)));
  }

  /** Returns what an element would have to be. */
  String valid() {
    return this == BOOL ? "0 or 1" : "numbers below 2^63, which int64 holds";
  }

  private static int getTruths(ByteBuffer from, boolean[] array, int start, int count) {
    int wrong = -1;
    for (int i = count - 1; i >= 0; i--) {
      int value = from.get(i);
      wrong = (value & ~1) == 0 ? wrong : i;
      array[start + i] = value != 0;
    }
    return wrong;
  }

  private static int firstNegative(long[] array, int start, int count) {
    for (int i = 0; i < count; i++) {
      if (array[start + i] < 0) {
        return i;
      }
    }
    return -1;
  }

  private void getSmallIntegers(ByteBuffer from, int[] array, int start, int count) {
    for (int i = 0; i < count; i++) {
      array[start + i] =
          switch (this) {
            case INT8 -> from.get(i);
            case UINT8 -> from.get(i) & 0xFF;
            case INT16 -> from.getShort(Short.BYTES * i);
            default -> from.getShort(Short.BYTES * i) & 0xFFFF;
          };
    }
  }

  private void getSmallFloats(ByteBuffer from, float[] array, int start, int count) {
    for (int i = 0; i < count; i++) {
      array[start + i] =
          switch (this) {
            case FLOAT8_E4M3 -> SmallFloats.ofE4M3(from.get(i));
            case FLOAT8_E5M2 -> SmallFloats.ofE5M2(from.get(i));
            case FLOAT16 -> SmallFloats.ofHalf(from.getShort(Short.BYTES * i));
            default -> SmallFloats.ofBfloat16(from.getShort(Short.BYTES * i));
          };
    }
  }
}
