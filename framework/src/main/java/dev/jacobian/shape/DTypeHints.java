package dev.jacobian.shape;

/** What errors about types offer. No conversion that is named here loses values. */
public final class DTypeHints {
  private DTypeHints() {}

  /** Returns how a tensor of a type becomes one of floating point. */
  public static Fix toFloating(DType dtype) {
    return Fix.inCode("cast it first, for example x.to(DType." + floating(dtype).name() + ")");
  }

  private static DType floating(DType dtype) {
    return dtype == DType.BOOL ? DType.FLOAT32 : DType.FLOAT64;
  }

  /** Returns how a tensor comes to hold a number that its type lacks. */
  public static Fix toHold(double number, DType dtype) {
    boolean isWhole = number == Math.rint(number) && Math.abs(number) <= 0x1p53;
    DType larger = isWhole && dtype != DType.INT64 ? DType.INT64 : floating(dtype);
    return Fix.inCode("cast the tensor first, for example x.to(DType." + larger.name() + ")");
  }

  /** Returns how two tensors of different types come to have one. */
  public static Fix toOne(DType a, DType b) {
    DType floating = b.isFloating() ? b : a;
    DType other = floating == a ? b : a;
    if (floating == DType.FLOAT32 && (other == DType.INT32 || other == DType.INT64)) {
      return Fix.inCode(
          "cast the "
              + other
              + " one, x.to(DType.FLOAT32), or both to DType.FLOAT64 if it holds numbers beyond 2^24");
    }
    DType common = holdsAllOf(a, b) ? a : b;
    return Fix.inCode(
        "cast the " + (common == a ? b : a) + " one, x.to(DType." + common.name() + ")");
  }

  /** Returns whether the first of two different types is the larger one. */
  private static boolean holdsAllOf(DType type, DType other) {
    return switch (type) {
      case FLOAT64 -> true;
      case FLOAT32 -> other != DType.FLOAT64;
      case INT64 -> !other.isFloating();
      case INT32 -> other == DType.BOOL;
      case BOOL -> false;
    };
  }
}
