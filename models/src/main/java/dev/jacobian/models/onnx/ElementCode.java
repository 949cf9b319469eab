package dev.jacobian.models.onnx;

import dev.jacobian.shape.DType;
import dev.jacobian.shape.DTypeException;

/** ONNX's numbers for the types of elements: the enum {@code TensorProto.DataType}. */
final class ElementCode {
  private static final int FLOAT = 1;
  private static final int INT64 = 7;
  private static final int DOUBLE = 11;

  private ElementCode() {}

  static int of(DType dtype) {
    return switch (dtype) {
      case FLOAT32 -> FLOAT;
      case FLOAT64 -> DOUBLE;
      case INT64 -> INT64;
      case INT32, BOOL ->
          throw new DTypeException(
              "ONNX export: a tensor of " + dtype, "float32, float64 or int64");
    };
  }
}
