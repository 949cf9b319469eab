package dev.jacobian.io;

import dev.jacobian.shape.Brief;
import dev.jacobian.shape.DType;
import dev.jacobian.shape.FileFormatException;
import dev.jacobian.shape.Shape;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The element types of the format, those that are written in the order in which their tensors lie
 * in a file: the reference writer's, widest first, so that every value is aligned. Not read are
 * those of which several share a byte, the scales and variants of 8 bits, and complex numbers;
 * tensors beside them are.
 */
enum ElementType {
  I64(64, StoredNumber.INT64),
  F64(64, StoredNumber.FLOAT64),
  U64(64, StoredNumber.UINT64),
  C64(64, null),
  F32(32, StoredNumber.FLOAT32),
  I32(32, StoredNumber.INT32),
  U32(32, StoredNumber.UINT32),
  F16(16, StoredNumber.FLOAT16),
  BF16(16, StoredNumber.BFLOAT16),
  I16(16, StoredNumber.INT16),
  U16(16, StoredNumber.UINT16),
  F8_E4M3(8, StoredNumber.FLOAT8_E4M3),
  F8_E5M2(8, StoredNumber.FLOAT8_E5M2),
  F8_E8M0(8, null),
  F8_E4M3FNUZ(8, null),
  F8_E5M2FNUZ(8, null),
  I8(8, StoredNumber.INT8),
  U8(8, StoredNumber.UINT8),
  BOOL(8, StoredNumber.BOOL),
  F6_E2M3(6, null),
  F6_E3M2(6, null),
  F4(4, null);

  private final int bits;
  private final @Nullable StoredNumber number;

  ElementType(int bits, @Nullable StoredNumber number) {
    this.bits = bits;
    this.number = number;
  }

  /** Returns how the elements are read, or null if they are not. */
  @Nullable StoredNumber number() {
    return number;
  }

  /**
   * Returns how many bytes the elements of a shape take.
   *
   * @param where the file and tensor, for errors
   */
  long byteSize(String where, Shape shape) {
    BigInteger all = BigInteger.valueOf(shape.size()).multiply(BigInteger.valueOf(bits));
    BigInteger[] bytes = all.divideAndRemainder(BigInteger.valueOf(Byte.SIZE));
    if (bytes[1].signum() != 0) {
      throw new FileFormatException(
          where + ": " + this + shape + " takes " + all + " bits", "a whole number of bytes");
    }
    if (bytes[0].bitLength() >= Long.SIZE) {
      throw new FileFormatException(
          where + ": shape " + shape + " overflows the number of bytes", "fewer than 2^63 bytes");
    }
    return bytes[0].longValue();
  }

  static ElementType of(DType dtype) {
    return switch (dtype) {
      case FLOAT32 -> F32;
      case FLOAT64 -> F64;
      case INT32 -> I32;
      case INT64 -> I64;
      case BOOL -> BOOL;
    };
  }

  /**
   * Returns the type that a file names.
   *
   * @param where the file and tensor, for the error
   */
  static ElementType parse(String where, String code) {
    for (ElementType type : values()) {
      if (type.name().equals(code)) {
        return type;
      }
    }
    throw new FileFormatException(
        where + ": dtype '" + Brief.of(code) + "' is not one of the format", "one of " + codes());
  }

  private static String codes() {
    return Arrays.stream(values()).map(ElementType::name).collect(Collectors.joining(", "));
  }

  /** Returns the codes of the types that are read. */
  static String readable() {
    return Arrays.stream(values())
        .filter(type -> type.number != null)
        .map(ElementType::name)
        .collect(Collectors.joining(", "));
  }
}
