package dev.jacobian.io;

import dev.jacobian.shape.DType;
import dev.jacobian.shape.FileFormatException;
import java.util.Arrays;
import java.util.stream.Collectors;

/**
 * The element types of the format that are supported, in the order in which their tensors lie in a
 * file: the reference writer's, widest first, so that every value is aligned.
 */
enum ElementType {
  I64(DType.INT64),
  F64(DType.FLOAT64),
  F32(DType.FLOAT32),
  I32(DType.INT32),
  BOOL(DType.BOOL);

  private final DType dtype;

  ElementType(DType dtype) {
    this.dtype = dtype;
  }

  DType dtype() {
    return dtype;
  }

  static ElementType of(DType dtype) {
    for (ElementType type : values()) {
      if (type.dtype == dtype) {
        return type;
      }
    }
    throw new IllegalArgumentException(dtype.toString());
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
        where + ": dtype '" + code + "' is not supported",
        "one of "
            + Arrays.stream(values())
                .map(ElementType::name)
                .sorted()
                .collect(Collectors.joining(", ")),
        "convert the tensor before it is saved, for example to F32");
  }
}
