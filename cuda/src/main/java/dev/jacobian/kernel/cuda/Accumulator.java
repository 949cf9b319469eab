package dev.jacobian.kernel.cuda;

import dev.jacobian.kernel.Reducer;
import dev.jacobian.kernel.c.CDialect;
import dev.jacobian.shape.DType;

/**
 * What values are combined in: double or 64 bits where they are added or multiplied.
 *
 * @param sink where they go
 * @param value the type of the values
 * @param isAlone whether there is one value for each position, and nothing to combine
 */
record Accumulator(Sink sink, DType value, boolean isAlone) {
  private boolean isFound() {
    return sink.kind() == Sink.Kind.FIND;
  }

  private DType dtype() {
    boolean isWide = !isFound() && !sink.reduction().isExtreme();
    if (value == DType.BOOL) {
      return DType.INT32;
    }
    return !isWide ? value : value.isFloating() ? DType.FLOAT64 : DType.INT64;
  }

  String type() {
    String type = CudaSource.DIALECT.elementType(dtype());
    return isFound() ? "found<" + type + ">" : type;
  }

  String operation() {
    return isFound() ? "first_max_of" : CDialect.lowerCase(sink.reduction()) + "_of";
  }

  /** Returns a value as what is combined; where it is found is the reduced position. */
  String of(String text) {
    String value = "(" + CudaSource.DIALECT.elementType(dtype()) + ") " + text;
    String at = isAlone ? "0" : "(int64_t) r";
    return isFound() ? type() + "{" + value + ", " + at + "}" : value;
  }

  String combined(String left, String right) {
    return operation() + "::of(" + left + ", " + right + ")";
  }

  String neutral() {
    if (isFound()) {
      return "{0, -1}";
    }
    Reducer reduction = sink.reduction();
    if (!reduction.isExtreme()) {
      return "(" + type() + ") " + (reduction == Reducer.SUM ? "0" : "1");
    }
    boolean isLeast = reduction == Reducer.MAX;
    return switch (dtype()) {
      case FLOAT32 -> (isLeast ? "-" : "") + "__builtin_inff()";
      case FLOAT64 -> "(double) " + (isLeast ? "-" : "") + "__builtin_inff()";
      case INT64 -> "(int64_t) " + (isLeast ? "INT64_MIN_VALUE" : "0x7fffffffffffffff");
      case INT32 -> isLeast ? "(-0x7fffffff - 1)" : "0x7fffffff";
      case BOOL -> throw new IllegalStateException("a truth value is combined as a number");
    };
  }

  String stored(String total) {
    if (isFound()) {
      return total + ".at";
    }
    boolean isTruth = sink.dtype() == DType.BOOL;
    String type = CudaSource.DIALECT.elementType(sink.dtype());
    return isTruth ? total + " != 0" : "(" + type + ") " + total;
  }
}
