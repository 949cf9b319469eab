package dev.jacobian.device.nd4j.call;

import dev.jacobian.shape.DType;
import java.util.Optional;
import org.nd4j.linalg.api.buffer.DataType;

/** Element types as ND4J names them. */
public final class Types {
  /** The type under which truth values are read as the numbers 0 and 1. */
  static final DataType BYTES = DataType.INT8;

  private Types() {}

  /** Returns ND4J's name of a type. */
  public static DataType of(DType dtype) {
    return switch (dtype) {
      case FLOAT32 -> DataType.FLOAT;
      case FLOAT64 -> DataType.DOUBLE;
      case INT32 -> DataType.INT32;
      case INT64 -> DataType.INT64;
      case BOOL -> DataType.BOOL;
    };
  }

  /** Returns our name of ND4J's type, or empty if we have no such type. */
  public static Optional<DType> of(DataType type) {
    for (DType dtype : DType.values()) {
      if (of(dtype) == type) {
        return Optional.of(dtype);
      }
    }
    return Optional.empty();
  }

  /**
   * Returns the integer type with elements of the same size, under which bits can be moved without
   * a change.
   */
  public static DType bitsOf(DType dtype) {
    return switch (dtype) {
      case FLOAT32, INT32 -> DType.INT32;
      case FLOAT64, INT64 -> DType.INT64;
      case BOOL -> DType.BOOL;
    };
  }
}
