package dev.jacobian.kernel;

import dev.jacobian.expr.BinaryFunction;

/** How values become one: see {@link Store.Reduce} for the order in which they do. */
public enum Reducer {
  /** The sum; 0 over no element. */
  SUM(BinaryFunction.ADD, 0),
  /** The product; 1 over no element. */
  PRODUCT(BinaryFunction.MUL, 1),
  /** The largest element; NaN if one is NaN. */
  MAX(BinaryFunction.MAXIMUM, Double.NEGATIVE_INFINITY),
  /** The smallest element; NaN if one is NaN. */
  MIN(BinaryFunction.MINIMUM, Double.POSITIVE_INFINITY);

  private final BinaryFunction function;
  private final double neutral;

  Reducer(BinaryFunction function, double neutral) {
    this.function = function;
    this.neutral = neutral;
  }

  /** Returns what two values become. */
  public BinaryFunction function() {
    return function;
  }

  /** Returns the value over no element; of integers it is this as a cast of Java makes it one. */
  public double neutral() {
    return neutral;
  }

  /** Returns whether the result is one of the elements, so that no order of them matters. */
  public boolean isExtreme() {
    return this == MAX || this == MIN;
  }
}
