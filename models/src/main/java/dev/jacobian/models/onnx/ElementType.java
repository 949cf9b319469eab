package dev.jacobian.models.onnx;

import dev.jacobian.shape.DType;

/** The types of elements with ONNX's numbers for them: the enum {@code TensorProto.DataType}. */
public enum ElementType {
  /** 32-bit floating point. */
  FLOAT32(1),
  /** 64-bit floating point. */
  FLOAT64(11),
  /** Bytes from 0 to 255, as images have them. */
  UINT8(2),
  /** 32-bit whole numbers. */
  INT32(6),
  /** 64-bit whole numbers. */
  INT64(7),
  /** Truth values. */
  BOOL(9),
  /** Text. */
  STRING(8);

  private final int code;

  ElementType(int code) {
    this.code = code;
  }

  int code() {
    return code;
  }

  /** Returns whether a value may be NaN, which stands for a missing one. */
  boolean isFloating() {
    return this == FLOAT32 || this == FLOAT64;
  }

  /** Returns the type of a tensor's elements. */
  static ElementType of(DType dtype) {
    return switch (dtype) {
      case FLOAT32 -> FLOAT32;
      case FLOAT64 -> FLOAT64;
      case INT64 -> INT64;
      case INT32 -> INT32;
      case BOOL -> BOOL;
    };
  }
}
