package dev.jacobian.device.nd4j.call;

import dev.jacobian.expr.BinaryFunction;

/**
 * The numbers by which libnd4j 1.0.0-M2.1 calls its element functions. Each table is its own:
 * adding is 0 for two arrays, multiplying is 3 for two arrays and 2 for an array and a number.
 * Where ND4J has an op class, the number is its {@code opNum()}.
 */
public final class Numbers {
  /** No such function. */
  public static final int NONE = -1;

  /** Array and array: {@code z = p x + y} with the parameter p. */
  static final int PAIR_AXPY = 10;

  /** Array and array: the remainder of {@code x / y} towards zero. */
  public static final int PAIR_FMOD = 15;

  /** One array: rounded down. */
  public static final int SAME_FLOOR = 18;

  /** Array and number: {@code z = number}. */
  public static final int SCALAR_SET = 14;

  /** Array and number: {@code z = x}, or the number where x is NaN. */
  public static final int SCALAR_REPLACE_NANS = 37;

  /** Array and number: {@code z = x < number ? number : x}, so a NaN stays. */
  public static final int SCALAR_RELU = 39;

  /** One array, any types: {@code z = x}, converted. */
  static final int ANY_ASSIGN = 0;

  /** One floating array: {@code x} clipped to [-1, 1]; a NaN stays. */
  public static final int STRICT_HARD_TANH = 33;

  /** One array to truth values: is it NaN. */
  static final int BOOL_IS_NAN = 2;

  /** Reductions that keep the type. */
  public static final int REDUCE_SUM = 0;

  public static final int REDUCE_MAX = 1;
  public static final int REDUCE_MIN = 2;
  public static final int REDUCE_PRODUCT = 3;

  /** Reduction to a truth value: is any element not zero. */
  static final int REDUCE_ANY = 0;

  /** Reduction to a position: of the largest element. */
  static final int INDEX_MAX = 0;

  private Numbers() {}

  /** Returns the function of two arrays of one type and one shape. */
  public static int pairwise(BinaryFunction function) {
    return switch (function) {
      case ADD -> 0;
      case DIV -> 2;
      case MUL -> 3;
      case POW -> 4;
      case SUB -> 6;
      case MAXIMUM -> 7;
      case MINIMUM -> 8;
      case EQ -> 0;
      case GT -> 1;
      case LT -> 2;
      case GE -> 4;
      case NE -> 6;
      case LE -> 11;
      case FLOOR_DIV, REMAINDER -> throw composed(function);
    };
  }

  /** Returns the function {@code f(array, number)}. */
  public static int scalar(BinaryFunction function) {
    return switch (function) {
      case ADD -> 0;
      case SUB -> 1;
      case MUL -> 2;
      case DIV -> 3;
      case MAXIMUM -> 6;
      case MINIMUM -> 13;
      case POW -> 31;
      case EQ -> 0;
      case GT -> 1;
      case LT -> 2;
      case GE -> 4;
      case NE -> 6;
      case LE -> 11;
      case FLOOR_DIV, REMAINDER -> throw composed(function);
    };
  }

  private static IllegalArgumentException composed(BinaryFunction function) {
    return new IllegalArgumentException(function + " is not one call");
  }

  /**
   * Returns the function {@code f(number, array)}, called with the array first, or {@link #NONE}.
   */
  public static int reverseScalar(BinaryFunction function) {
    return switch (function) {
      case DIV -> 4;
      case SUB -> 5;
      case ADD, MUL, MAXIMUM, MINIMUM, EQ, NE -> scalar(function);
      case LT -> scalar(BinaryFunction.GT);
      case LE -> scalar(BinaryFunction.GE);
      case GT -> scalar(BinaryFunction.LT);
      case GE -> scalar(BinaryFunction.LE);
      case POW, FLOOR_DIV, REMAINDER -> NONE;
    };
  }
}
