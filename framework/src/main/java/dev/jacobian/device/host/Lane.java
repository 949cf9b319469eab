package dev.jacobian.device.host;

import dev.jacobian.expr.BinaryFunction;
import dev.jacobian.expr.UnaryFunction;
import dev.jacobian.shape.DType;

/**
 * Arithmetic on the first elements of arrays of one Java type. Three lanes serve five element
 * types: float32 computes in float, float64 in double, integers and truth values in long. An output
 * may be one of the arguments.
 *
 * <p>Each function is a loop of its own whose index counts from 0 for all arrays alike: HotSpot
 * turns such a loop into vector instructions, but rarely one in which an array has an offset of its
 * own.
 */
sealed interface Lane permits FloatLane, DoubleLane, LongLane {
  /** How many lanes there are. */
  int COUNT = 3;

  /** Returns all lanes. */
  static Lane[] all() {
    return new Lane[] {FloatLane.INSTANCE, DoubleLane.INSTANCE, LongLane.INSTANCE};
  }

  /** Returns the lane in which elements of a type are computed. */
  static Lane of(DType dtype) {
    return switch (dtype) {
      case FLOAT32 -> FloatLane.INSTANCE;
      case FLOAT64 -> DoubleLane.INSTANCE;
      case INT32, INT64, BOOL -> LongLane.INSTANCE;
    };
  }

  /** Returns which of the lanes this is, from 0. */
  int index();

  /** Returns an array of this lane's type. */
  Object newArray(int length);

  /** Sets elements from an index on. */
  void fill(Object out, int at, int count, double value);

  /** Repeats the element at an index up to {@code count} elements from there. */
  void spread(Object array, int at, int count);

  /**
   * Repeats one element after the other.
   *
   * @param firstRun how often the first one comes
   * @param run how often each other one comes
   * @param count how many elements that makes at most
   */
  void repeat(Object elements, Object out, int firstRun, int run, int count);

  /** Computes {@code out = function(x)}. */
  void unary(UnaryFunction function, Object x, Object out, int count);

  /**
   * Computes {@code out = function(a, b)} for a function that is no comparison.
   *
   * @throws ArithmeticException if integers are divided by zero
   */
  void binary(BinaryFunction function, Object a, Object b, Object out, int count);

  /** Computes {@code out = a ? b} for a comparison: 1 or 0. */
  void compare(BinaryFunction function, Object a, Object b, long[] out, int count);

  /**
   * Computes {@code out = condition ? a : b} for conditions of 1 and 0. Bits are chosen by a mask:
   * a jump that cannot be predicted costs several times as much.
   */
  void select(long[] condition, Object a, Object b, Object out, int count);

  /** Exchanges rows and columns of a matrix of {@code size * size} elements. */
  void transpose(Object matrix, Object out, int size);

  /**
   * Converts from an array of any lane; to integers as Java casts to long: towards zero, limited to
   * the range, NaN to 0.
   */
  void convert(Object x, Object out, int count);
}
